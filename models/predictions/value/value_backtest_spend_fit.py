from customer360 import value
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the spend model as it would have been fitted one horizon before the as-of day.

    Fitted in every build: the horizon moves with the as-of day, and a fit that had seen a part of it would be judged by
    what it knows.
    """
    dbt.config(materialized="table", schema="intermediate")
    groups = read(dbt.ref("spend_groups").filter("not is_as_of"))
    return write(value.fit_spend_model(groups, settings=read(dbt.ref("model_settings"))), session)
