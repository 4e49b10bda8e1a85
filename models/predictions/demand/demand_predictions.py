from customer360 import forecast
from customer360.tables import read, write


def model(dbt, session):
    """Forecasts and intervals of every candidate at every backtest origin and for the future."""
    dbt.config(materialized="table", schema="intermediate")
    predictions = forecast.predict(
        history=read(dbt.ref("demand_history")),
        indicators=read(dbt.ref("int_external_indicators")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(predictions, session)
