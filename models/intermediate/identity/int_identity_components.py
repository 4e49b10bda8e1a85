from customer360.identity import clustered
from customer360.tables import read, write


def model(dbt, session):
    """One row per record with the cluster that the edges put it in."""
    dbt.config(materialized="table")
    records = read(dbt.ref("int_identity_records").select("record_id"))
    edges = read(dbt.ref("int_identity_edges").select("record_a", "record_b"))
    return write(clustered(records, edges), session)
