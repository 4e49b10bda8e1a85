from customer360.matching.rule_clusters import rule_clustered


def model(dbt, session):
    """One row per record with the cluster that the rules alone put it in."""
    dbt.config(materialized="table")
    return rule_clustered(
        dbt.ref("int_identity_records").select("record_id"),
        dbt.ref("int_identity_rule_edges").select("record_a", "record_b", "priority"),
        dbt.ref("int_identity_barriers").select("record_id", "barrier_type", "barrier_value"),
        dbt.ref("int_identity_decisions").filter("decision = 'never'").select("record_a", "record_b"),
    )
