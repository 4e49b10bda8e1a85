from customer360 import value
from customer360.tables import read, write


def model(dbt, session):
    """Expected purchases of customers known to be alive, by repeat days and age on the as-of day."""
    dbt.config(materialized="table")
    table = value.expected_of_alive(
        purchase_parts=read(dbt.ref("purchase_model_fit")),
        groups=read(dbt.ref("purchase_groups").filter("is_as_of")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(table, session)
