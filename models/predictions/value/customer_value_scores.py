from customer360 import value
from customer360.tables import read, transform


def model(dbt, session):
    """What Python predicts of every customer on the as-of day, with standard errors."""
    dbt.config(materialized="table", schema="intermediate")
    score = value.scorer(
        purchase_parts=read(dbt.ref("purchase_model_fit")),
        spend_parts=read(dbt.ref("spend_model_fit")),
        groups=read(dbt.ref("purchase_groups").filter("is_as_of")),
        settings=read(dbt.ref("model_settings")),
    )
    return transform(dbt.ref("purchase_summaries").filter("is_as_of"), score, value.SCORES)
