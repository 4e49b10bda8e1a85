from customer360 import clusters
from customer360.tables import read, transform


def model(dbt, session):
    """The cluster of every customer at the month-ends of the last year, by the model of today."""
    dbt.config(materialized="table")
    assign = clusters.assigner(
        scales=read(dbt.ref("cluster_scales")),
        centroids=read(dbt.ref("cluster_centroids")),
        registry=read(dbt.ref("model_registry")),
    )
    return transform(dbt.ref("int_cluster_features_monthly"), assign, clusters.CLUSTERS)
