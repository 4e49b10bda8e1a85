-- people: n_customers
-- hides: n_churned, mean_churn_probability, churn_rate, churn_rate_lower, churn_rate_upper
select
    decile,
    n_customers,
    n_churned,
    mean_churn_probability,
    churn_rate,
    churn_rate_lower,
    churn_rate_upper
from churn_calibration
where origin_date = (select max(origin_date) from churn_calibration)
order by decile
