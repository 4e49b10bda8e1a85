with deciles as (

    select
        origin_date,
        sum(n_customers) as n_customers,
        sum(n_churned) as n_churned
    from {{ ref('churn_calibration') }}
    group by origin_date

),

metrics as (

    select metrics.*
    from {{ ref('churn_backtest_metrics') }} as metrics
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on metrics.candidate = leaderboard.candidate and leaderboard.is_published
    where metrics.segment = 'all'

)

select metrics.origin_date
from metrics
full outer join deciles on metrics.origin_date = deciles.origin_date
where metrics.n_customers is distinct from deciles.n_customers or metrics.n_churned is distinct from deciles.n_churned
