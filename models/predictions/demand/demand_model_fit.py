from customer360 import forecast
from customer360.tables import read, write


def model(dbt, session):
    """The registry entries of the demand model."""
    dbt.config(materialized="table", schema="intermediate")
    parts = forecast.describe(
        history=read(dbt.ref("demand_history")),
        leaderboard=read(dbt.ref("demand_model_leaderboard")),
        settings=read(dbt.ref("model_settings")),
    )
    return write(parts, session)
