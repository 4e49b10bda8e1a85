from customer360 import value
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the spend model: registry entries and parameters."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    groups = read(dbt.ref("spend_groups").filter("is_as_of"))
    return write(value.fit_spend_model(groups, settings=read(dbt.ref("model_settings"))), session)
