from customer360 import prospects
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the published prospect model: its registry entries and its additive terms."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    parts = prospects.fit(
        training=read(dbt.ref("prospect_training_rows")),
        backtest=read(dbt.ref("prospect_backtest")),
        leaderboard=read(dbt.ref("prospect_model_leaderboard")),
        settings=read(dbt.ref("model_settings")),
        labels=read(dbt.ref("prospect_feature_labels")),
    )
    return write(parts, session)
