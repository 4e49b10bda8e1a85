-- Errors of the forecasts, in units of how much each series differs from a year before; means with four places, as amounts.
with
published (period_kind, measure, candidate) as (
    select
        regexp_extract(one, 'by (\w+)', 1), regexp_extract(one, '(\w+) by', 1), regexp_extract(one, ': (\w+)', 1)
    from (select unnest(split(algorithm, ', ')) as one from model_registry where model_name = 'demand')
),
series as (
    select period_kind, measure, candidate, level, level_value, round(avg(abs(actual - forecast)), 4) as miss
    from demand_backtest group by all
),
scales as (
    select period_kind, measure, level, level_value, round(avg(abs(actual - actual_year_before)), 4) as scale
    from intermediate.int_demand_measures group by all
),
levels as (
    select period_kind, measure, candidate, level, round(sum(miss) / sum(scale), 6) as mase
    from series inner join scales using (period_kind, measure, level, level_value) group by all
),
grades as (select period_kind, measure, candidate, avg(mase) as mase from levels group by all),
covered as (
    select period_kind, measure, candidate, avg(is_covered::int) as coverage_rate from demand_backtest group by all
)
select
    period_kind,
    measure,
    candidate,
    grades.mase,
    rule_mase as seasonal_naive_mase,
    1 - grades.mase / rule_mase as gain_rate,
    coverage_rate
from published
inner join grades using (period_kind, measure, candidate)
inner join covered using (period_kind, measure, candidate)
inner join (select period_kind, measure, mase as rule_mase from grades where candidate = 'seasonal_naive') as rule
    using (period_kind, measure)
order by period_kind, measure
