from customer360.identity import clustered, clustered_on_spark
from customer360.tables import is_spark, read


def model(dbt, session):
    """One row per record with the cluster that the rules alone put it in, whatever forbids it."""
    dbt.config(materialized="table")
    records = dbt.ref("int_identity_records").select("record_id")
    edges = dbt.ref("int_identity_rule_edges").select("record_a", "record_b")
    barriers = dbt.ref("int_identity_barriers").select("record_id", "barrier_type", "barrier_value").filter("false")
    inputs = records, edges, barriers, edges.filter("false")
    return clustered_on_spark(*inputs) if is_spark(records) else clustered(*map(read, inputs))
