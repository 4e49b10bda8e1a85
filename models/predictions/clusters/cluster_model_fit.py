from customer360 import clusters
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the cluster model: registry entries, scales, centroids, sizes, and how good every k was."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    parts = clusters.fit(
        features=read(dbt.ref("cluster_training_sample")),
        rules=read(dbt.ref("cluster_rules")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(parts, session)
