-- The groups of every kind hold the whole origin.
with kinds as (

    select
        origin_date,
        slice_kind,
        sum(n_customers) as n_customers,
        sum(n_churned) as n_churned,
        sum(cast(expected_churned as decimal(28, 9))) as expected_churned
    from {{ ref('churn_calibration_segments') }}
    group by origin_date, slice_kind

),

expected_kinds as (

    select slice_kind from kinds
    union
    select 'rfm_segment' as slice_kind

),

metrics as (

    select
        metrics.*,
        expected_kinds.slice_kind
    from {{ ref('churn_backtest_metrics') }} as metrics
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on metrics.candidate = leaderboard.candidate and leaderboard.is_published
    cross join expected_kinds
    where metrics.segment = 'all'

)

select
    metrics.origin_date,
    metrics.slice_kind
from metrics
full outer join kinds on metrics.origin_date = kinds.origin_date and metrics.slice_kind = kinds.slice_kind
where
    metrics.n_customers is distinct from kinds.n_customers
    or metrics.n_churned is distinct from kinds.n_churned
    or abs(metrics.mean_churn_probability * metrics.n_customers - cast(kinds.expected_churned as double)) > 0.001
