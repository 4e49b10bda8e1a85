from customer360 import prospects
from customer360.tables import read, transform


def model(dbt, session):
    """Conversion probability and top reasons of everybody known without an order on the as-of day."""
    dbt.config(materialized="table")
    score = prospects.predictor(
        terms=read(dbt.ref("prospect_model_terms")),
        registry=read(dbt.ref("model_registry")),
        labels=read(dbt.ref("prospect_feature_labels")),
    )
    return transform(dbt.ref("prospect_scoring_rows"), score, prospects.PREDICTIONS)
