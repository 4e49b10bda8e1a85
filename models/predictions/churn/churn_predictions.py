from customer360 import churn
from customer360.tables import read, transform


def model(dbt, session):
    """Churn probability, risk band and top reasons of every eligible customer on the as-of day."""
    dbt.config(materialized="table")
    terms = read(dbt.ref("churn_model_terms"))
    score = churn.predictor(
        terms=terms,
        registry=read(dbt.ref("model_registry")),
        bands=read(dbt.ref("churn_risk_bands")),
    )
    return transform(dbt.ref("churn_scoring_rows").select(*churn.read_by(terms)), score, churn.PREDICTIONS)
