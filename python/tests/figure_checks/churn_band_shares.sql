-- The scores of the month-ends and of the as-of day, put into bands anew.
with
scores as (
    select snapshot_date as day, customer_id, churn_probability from churn_scores_monthly
    where snapshot_date = last_day(snapshot_date) and not is_as_of
    union all
    select as_of_date, customer_id, churn_probability from churn_predictions where status = 'scored'
),
counted as (
    select s.day, b.risk_band, b.min_probability, count(*) as n_customers
    from scores as s
    join config.churn_risk_bands as b
        on s.churn_probability >= b.min_probability and (s.churn_probability < b.max_probability or b.max_probability = 1)
    group by all
)
select
    day as month_end_date, risk_band, n_customers, n_customers / sum(n_customers) over (partition by day) as customer_rate
from counted
qualify dense_rank() over (order by day desc) <= 13
order by day, min_probability
