from customer360 import value
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the purchase model: registry entries, both candidates and their parameters."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    groups = read(dbt.ref("purchase_groups").filter("is_as_of"))
    return write(value.fit_purchase_model(groups, settings=read(dbt.ref("model_settings"))), session)
