from customer360 import calibration
from customer360.tables import read, write


def model(dbt, session):
    """Intercept and slope of calibration of every candidate, origin and group of customers."""
    dbt.config(materialized="table")
    return write(calibration.of_groups(read(dbt.ref("int_churn_backtest_ties"))), session)
