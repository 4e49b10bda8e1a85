-- people: n_customers
-- hides: n_expected_churned
-- within:
select
    risk_band,
    min_probability,
    max_probability,
    n_customers,
    expected_churned as n_expected_churned
from churn_bands
order by min_probability
