from customer360.identity import clustered, clustered_on_spark
from customer360.tables import is_spark, read


def model(dbt, session):
    """One row per record with the cluster that the rules put it in, before any model."""
    dbt.config(materialized="table")
    records = dbt.ref("int_identity_records").select("record_id")
    edges = dbt.ref("int_identity_rule_edges").select("record_a", "record_b", "priority", "score")
    barriers = dbt.ref("int_identity_barriers").select("record_id", "barrier_type", "barrier_value")
    never = dbt.ref("int_identity_decisions").filter("decision = 'never'").select("record_a", "record_b")
    inputs = records, edges, barriers, never
    return clustered_on_spark(*inputs) if is_spark(records) else clustered(*map(read, inputs))
