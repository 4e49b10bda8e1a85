-- Each known outcome counts once as of training or after it, and each of the published candidate's backtest once.
with realised as (

    select
        basis = 'backtest' as is_backtest,
        snapshot_date,
        sum(n_customers) as n_customers,
        sum(n_churned) as n_churned
    from {{ ref('churn_realised') }}
    group by basis = 'backtest', snapshot_date

),

expected as (

    select
        false as is_backtest,
        scores.snapshot_date,
        count(*) as n_customers,
        sum(outcomes.is_churned) as n_churned
    from {{ ref('churn_scores_monthly') }} as scores
    inner join {{ ref('churn_training_rows') }} as outcomes
        on scores.customer_id = outcomes.customer_id and scores.snapshot_date = outcomes.snapshot_date
    group by scores.snapshot_date
    union all
    select
        true as is_backtest,
        origin_date as snapshot_date,
        sum(n_customers) as n_customers,
        sum(n_churned) as n_churned
    from {{ ref('churn_calibration') }}
    group by origin_date

)

select expected.*
from expected
full outer join realised
    on expected.is_backtest = realised.is_backtest and expected.snapshot_date = realised.snapshot_date
where expected.n_customers is distinct from realised.n_customers or expected.n_churned is distinct from realised.n_churned
