from customer360.matching.training import trained
from customer360.tables import write


def model(dbt, session):
    """One row per comparison and level of the fitted matching model, and one each for the model and its prior."""
    dbt.config(materialized="table")
    comparables, blocking = dbt.ref("int_identity_comparables"), dbt.ref("int_identity_blocking")
    return write(trained(comparables, blocking), session)
