from customer360 import value
from customer360.tables import read, transform


def model(dbt, session):
    """What is predicted of every customer on the as-of day, with standard errors."""
    dbt.config(materialized="table", schema="intermediate")
    summaries = dbt.ref("purchase_summaries").filter("is_as_of")
    score = value.scorer(
        purchase_parts=read(dbt.ref("purchase_model_fit")),
        spend_parts=read(dbt.ref("spend_model_fit")),
        groups=read(summaries.select(*value.PAIR).distinct()),
        settings=read(dbt.ref("model_settings")),
    )
    return transform(summaries, score, value.SCORES)
