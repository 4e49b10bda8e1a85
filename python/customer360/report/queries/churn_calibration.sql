-- people: n_customers
-- hides: n_churned, mean_churn_probability, churn_rate, churn_rate_lower, churn_rate_upper
-- people: n_churned
-- hides: churn_rate, churn_rate_lower, churn_rate_upper
-- within:
select
    decile,
    n_customers,
    n_churned,
    mean_churn_probability,
    churn_rate,
    churn_rate_lower,
    churn_rate_upper
from churn_calibration
qualify rank() over (order by origin_date desc) = 1
order by decile
