from customer360 import cluster_tree
from customer360.tables import read, write


def model(dbt, session):
    """How the clusters merge, two at a time, until all are one: Ward over the published centroids."""
    dbt.config(materialized="table")
    return write(cluster_tree.tree(read(dbt.ref("cluster_centroids"))), session)
