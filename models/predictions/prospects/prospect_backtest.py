from customer360 import prospects
from customer360.tables import read, write


def model(dbt, session):
    """Out-of-sample probabilities of every candidate at every backtest origin."""
    dbt.config(materialized="table", tags=["train"])
    settings = read(dbt.ref("model_settings"))
    training = read(dbt.ref("prospect_training_rows"))
    labels = read(dbt.ref("prospect_feature_labels"))
    return write(prospects.backtest(training, settings, labels), session)
