from customer360.matching.matches import matched


def model(dbt, session):
    """One row per two records that the model of matching takes for one person, or thinks may be."""
    dbt.config(materialized="table")
    return matched(
        comparables=dbt.ref("int_identity_comparables"),
        blocking=dbt.ref("int_identity_blocking"),
        model=dbt.ref("int_identity_match_model"),
        settings=dbt.ref("int_identity_match_settings"),
        session=session,
    )
