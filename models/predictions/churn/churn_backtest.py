from customer360 import churn
from customer360.tables import read, write


def model(dbt, session):
    """Out-of-sample probabilities of every candidate at every backtest origin."""
    dbt.config(materialized="table", tags=["train"])
    settings = read(dbt.ref("model_settings"))
    training = read(dbt.ref("churn_training_sample"))
    purchases = read(dbt.ref("churn_purchase_histories"))
    fits = churn.candidates(read(dbt.ref("churn_feature_causes")), settings)
    return write(churn.backtest(training, settings, fits, purchases), session)
