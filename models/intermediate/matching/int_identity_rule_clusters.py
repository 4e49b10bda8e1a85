from customer360.identity import cluster_records


def model(dbt, session):
    """One row per record with the cluster that the rules put it in, before any model."""
    dbt.config(materialized="table")
    return cluster_records(
        dbt.ref("int_identity_records"),
        dbt.ref("int_identity_rule_edges"),
        dbt.ref("int_identity_barriers"),
        dbt.ref("int_identity_decisions"),
    )
