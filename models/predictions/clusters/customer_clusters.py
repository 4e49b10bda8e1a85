from customer360 import clusters
from customer360.tables import read, transform


def model(dbt, session):
    """The cluster of every customer with an order in the last 365 days."""
    dbt.config(materialized="table")
    assign = clusters.assigner(
        scales=read(dbt.ref("cluster_scales")),
        centroids=read(dbt.ref("cluster_centroids")),
        registry=read(dbt.ref("model_registry")),
    )
    return transform(dbt.ref("cluster_features"), assign, clusters.CLUSTERS)
