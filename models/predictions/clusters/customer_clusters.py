from customer360 import clusters
from customer360.tables import batches, read, write


def model(dbt, session):
    """The cluster of every customer with an order in the last 365 days."""
    dbt.config(materialized="table")
    assigned = clusters.assign(
        features=batches(dbt.ref("cluster_features")),
        scales=read(dbt.ref("cluster_scales")),
        centroids=read(dbt.ref("cluster_centroids")),
        registry=read(dbt.ref("model_registry")),
    )
    return write(assigned, session)
