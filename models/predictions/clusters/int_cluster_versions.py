from customer360 import cluster_versions
from customer360.tables import read, write


def model(dbt, session):
    """The id and name of every cluster of every run, matched from run to run."""
    dbt.config(materialized="table", schema="intermediate")
    found = cluster_versions.identified(
        log=read(dbt.ref("int_cluster_model_log")),
        words=read(dbt.ref("cluster_feature_words")),
        rules=read(dbt.ref("cluster_rules")),
    )
    return write(found, session)
