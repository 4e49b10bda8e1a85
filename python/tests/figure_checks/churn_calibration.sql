-- Deciles by counting who has a smaller probability; Wilson's interval as the roots of its quadratic.
with
tested as (
    select b.* from churn_backtest as b
    join churn_model_leaderboard as l on b.candidate = l.candidate and b.origin_date = l.test_date and l.is_published
),
placed as (
    select
        *, 1 + (10 * (select count(*) from tested as t where t.churn_probability < tested.churn_probability))
        // (select count(*) from tested) as decile
    from tested
),
counted as (
    select
        cast(decile as integer) as decile, count(*) as n_customers, sum(is_churned) as n_churned,
        avg(churn_probability) as mean_churn_probability,
        avg(is_churned) as churn_rate, 1 + 3.841458820694124 / count(*) as a,
        2 * avg(is_churned) + 3.841458820694124 / count(*) as b,
        avg(is_churned) ** 2 as c
    from placed group by decile
)
select
    decile, n_customers, n_churned, mean_churn_probability, churn_rate,
    if(n_churned = 0, 0, (b - sqrt(b * b - 4 * a * c)) / (2 * a)) as churn_rate_lower,
    if(n_churned = n_customers, 1, (b + sqrt(b * b - 4 * a * c)) / (2 * a)) as churn_rate_upper
from counted
order by decile
