from customer360 import value
from customer360.tables import read, transform


def model(dbt, session):
    """What would have been predicted of every customer one horizon before the as-of day."""
    dbt.config(materialized="table", schema="intermediate")
    score = value.scorer(
        purchase_parts=read(dbt.ref("value_backtest_purchase_fit")),
        spend_parts=read(dbt.ref("value_backtest_spend_fit")),
        groups=read(dbt.ref("purchase_groups").filter("not is_as_of")),
        settings=read(dbt.ref("model_settings")),
    )
    return transform(dbt.ref("purchase_summaries").filter("not is_as_of"), score, value.SCORES)
