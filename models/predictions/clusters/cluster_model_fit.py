from customer360 import clusters
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the cluster model: registry entries, scales, centroids, names and the silhouette of every k."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    parts = clusters.fit(
        features=read(dbt.ref("cluster_training_sample")),
        words=read(dbt.ref("cluster_feature_words")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(parts, session)
