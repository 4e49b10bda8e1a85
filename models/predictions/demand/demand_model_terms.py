from customer360 import forecast
from customer360.tables import read, write


def model(dbt, session):
    """The weights of the regressions that forecast the future."""
    dbt.config(materialized="table")
    terms = forecast.terms(
        history=read(dbt.ref("demand_history")),
        indicators=read(dbt.ref("int_external_indicators")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(terms, session)
