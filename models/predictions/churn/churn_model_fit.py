from customer360 import churn
from customer360.tables import read, write


def model(dbt, session):
    """The parts of the published churn model: its registry entries and its additive terms."""
    dbt.config(materialized="table", tags=["train"], schema="intermediate")
    settings = read(dbt.ref("model_settings"))
    parts = churn.fit(
        training=read(dbt.ref("churn_training_sample")),
        backtest=read(dbt.ref("churn_backtest")),
        leaderboard=read(dbt.ref("churn_model_leaderboard")),
        settings=settings,
        fits=churn.candidates(read(dbt.ref("churn_feature_causes")), settings),
    )
    return write(parts, session)
