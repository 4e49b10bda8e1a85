-- people: n_customers
-- hides: n_expected_churned
-- within:
select
    least(floor(10 * churn_probability), 9) / 10 as min_probability,
    (least(floor(10 * churn_probability), 9) + 1) / 10 as max_probability,
    count(*) as n_customers,
    sum(cast(churn_probability as decimal(18, 12))) as n_expected_churned
from churn_predictions
where status = 'scored'
group by min_probability, max_probability
order by min_probability
