"""customer360: models that are tables. SQL builds the marts; this package fits, predicts and writes tables back."""
