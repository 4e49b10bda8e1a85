{#- One candidate is published for each kind of period and measure, for all series: the one whose MASE is lowest on the mean of
    the levels. The MASE of a level is that of its series together, their errors over their differences to the year before, so
    that a series counts by how much it moves. The rule, seasonal naive, stays unless a model is better. -#}

with metrics as (

    select * from {{ ref('demand_backtest_metrics') }}

),

levels as (

    select
        period_kind,
        measure,
        candidate,
        level,
        sum(n_forecasts) as n_forecasts,
        sum(n_intervals) as n_intervals,
        sum(n_covered) as n_covered,
        cast(sum(mean_absolute_error) as double) / cast(nullif(sum(mean_year_difference), 0) as double) as mase
    from metrics
    group by period_kind, measure, candidate, level

),

candidates as (

    select
        period_kind,
        measure,
        candidate,
        sum(n_forecasts) as n_forecasts,
        sum(n_intervals) as n_intervals,
        sum(n_covered) as n_covered,
        max(case when level = 'total' then mase end) as total_mase,
        cast(sum(cast(mase as decimal(18, 6))) as double) / nullif(count(mase), 0) as mase
    from levels
    group by period_kind, measure, candidate

),

ranked as (

    select
        *,
        max(case when candidate = 'seasonal_naive' then mase end) over (partition by period_kind, measure) as rule_mase,
        row_number() over (
            partition by period_kind, measure
            order by coalesce(mase, 1e9), case when candidate = 'seasonal_naive' then 0 else 1 end, candidate
        ) as candidate_rank
    from candidates

),

final as (

    select
        period_kind,
        measure,
        candidate,
        cast(n_forecasts as bigint) as n_forecasts,
        cast(n_intervals as bigint) as n_intervals,
        mase,
        rule_mase as seasonal_naive_mase,
        total_mase,
        cast(n_covered as double) / nullif(n_intervals, 0) as coverage_rate,
        candidate = 'seasonal_naive' as is_rule,
        candidate_rank = 1 as is_published
    from ranked

)

select * from final
