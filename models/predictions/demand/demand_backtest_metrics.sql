{#- MASE (Hyndman and Koehler 2006): mean absolute error over the mean absolute difference of all complete periods to the same
    period a year before. WAPE: absolute errors over absolute actuals, both summed. -#}

with backtest as (

    select * from {{ ref('demand_backtest') }}

),

measures as (

    select * from {{ ref('int_demand_measures') }}

),

scales as (

    select
        period_kind,
        measure,
        level,
        level_value,
        {{ mean_amount('sum(abs(actual - actual_year_before))', 'count(actual_year_before)') }} as mean_year_difference
    from measures
    group by period_kind, measure, level, level_value

),

errors as (

    select
        period_kind,
        measure,
        candidate,
        level,
        level_value,
        count(*) as n_forecasts,
        count(is_covered) as n_intervals,
        count(case when is_covered then 1 end) as n_covered,
        sum(abs(actual)) as sum_of_actuals,
        sum(abs(actual - forecast)) as sum_of_errors
    from backtest
    group by period_kind, measure, candidate, level, level_value

),

told as (

    select
        errors.*,
        scales.mean_year_difference,
        {{ mean_amount('errors.sum_of_errors', 'errors.n_forecasts') }} as mean_absolute_error
    from errors
    inner join scales
        on
            errors.period_kind = scales.period_kind
            and errors.measure = scales.measure
            and errors.level = scales.level
            and errors.level_value = scales.level_value

),

compared as (

    select
        *,
        max(case when candidate = 'seasonal_naive' then mean_absolute_error end)
            over (partition by period_kind, measure, level, level_value) as rule_error
    from told

),

final as (

    select
        period_kind,
        measure,
        candidate,
        level,
        level_value,
        cast(n_forecasts as bigint) as n_forecasts,
        cast(n_intervals as bigint) as n_intervals,
        cast(n_covered as bigint) as n_covered,
        mean_absolute_error,
        mean_year_difference,
        cast(mean_absolute_error as double) / cast(nullif(mean_year_difference, 0) as double) as mase,
        cast(rule_error as double) / cast(nullif(mean_year_difference, 0) as double) as seasonal_naive_mase,
        cast(sum_of_errors as double) / cast(nullif(sum_of_actuals, 0) as double) as wape,
        cast(n_covered as double) / nullif(n_intervals, 0) as coverage_rate
    from compared

)

select * from final
