from customer360 import value
from customer360.tables import read, write


def model(dbt, session):
    """Repeat purchases that the holdout's model expects of a new customer by each age up to the as-of day."""
    dbt.config(materialized="table", schema="intermediate")
    table = value.new_customers(
        purchase_parts=read(dbt.ref("value_backtest_purchase_fit")),
        groups=read(dbt.ref("purchase_groups").filter("not is_as_of")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(table, session)
