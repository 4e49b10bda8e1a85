{#- Predicted against realised churn of the published candidate by group of customers, at each backtest origin. Stage and segment
    are those of the last month-end up to the origin. A season moves a whole origin. Whether a group is off for itself is Rao's
    score test of the group beside a free level: to first order, a shift of all log-odds gives each group its share, by variance,
    of what the origin was off. -#}

with published as (

    select
        backtest.*,
        cast(backtest.churn_probability as decimal(18, 12)) as exact_probability,
        cast(backtest.churn_probability * (1 - backtest.churn_probability) as decimal(18, 12)) as exact_variance,
        {{ month_end_up_to('backtest.origin_date') }} as month_end_date
    from {{ ref('churn_backtest') }} as backtest
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on backtest.candidate = leaderboard.candidate and leaderboard.is_published

),

slices as (

    select * from {{ ref('int_customer_slices') }}

),

slice_kinds as (

    select distinct slice_kind from slices

),

stages as (

    select * from {{ ref('lifecycle_stages_monthly') }}

),

segments as (

    select * from {{ ref('rfm_scores_monthly') }}

),

-- In a backtest that is kept from an earlier build may be ids that are gone, as where two customers turned out to be one
sliced as (

    select
        published.*,
        slice_kinds.slice_kind,
        case when slice_kinds.slice_kind = 'all' then 'all' else coalesce(slices.slice_value, 'unknown') end as slice_value
    from published
    cross join slice_kinds
    left join slices on published.customer_id = slices.customer_id and slice_kinds.slice_kind = slices.slice_kind
    union all
    select
        published.*,
        'lifecycle_stage' as slice_kind,
        coalesce(stages.stage, 'unknown') as slice_value
    from published
    left join stages on published.customer_id = stages.customer_id and published.month_end_date = stages.snapshot_date
    union all
    select
        published.*,
        'rfm_segment' as slice_kind,
        coalesce(segments.segment, 'unknown') as slice_value
    from published
    left join segments on published.customer_id = segments.customer_id and published.month_end_date = segments.snapshot_date

),

counted as (

    select
        origin_date,
        is_selection_origin,
        slice_kind,
        slice_value,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned,
        cast(sum(exact_probability) as double) as expected_churned,
        cast(sum(exact_variance) as double) as variance
    from sliced
    group by origin_date, is_selection_origin, slice_kind, slice_value

),

origins as (

    select
        origin_date,
        n_churned - expected_churned as origin_excess,
        variance as origin_variance
    from counted
    where slice_kind = 'all'

),

levelled as (

    select
        counted.*,
        counted.expected_churned
        + origins.origin_excess * (counted.variance / nullif(origins.origin_variance, 0)) as expected_at_level,
        counted.variance * (1 - counted.variance / nullif(origins.origin_variance, 0)) as variance_at_level
    from counted
    inner join origins on counted.origin_date = origins.origin_date

),

final as (

    select
        origin_date,
        is_selection_origin,
        slice_kind,
        slice_value,
        n_customers,
        expected_churned,
        n_churned,
        expected_churned / n_customers as mean_churn_probability,
        {{ share('n_churned', 'n_customers') }} as churn_rate,
        {{ wilson_lower('n_churned', 'n_customers') }} as churn_rate_lower,
        {{ wilson_upper('n_churned', 'n_customers') }} as churn_rate_upper,
        {{ deviation('n_churned', 'expected_churned', 'variance') }} as deviation,
        {{ is_beyond_chance('n_churned', 'expected_churned', 'variance') }} as is_beyond_chance,
        {{ deviation('n_churned', 'expected_at_level', 'variance_at_level') }} as deviation_from_origin,
        {{ is_beyond_chance('n_churned', 'expected_at_level', 'variance_at_level') }} as is_beyond_origin,
        {{ is_small('n_customers') }} as is_small
    from levelled

)

select * from final
