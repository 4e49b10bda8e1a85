-- Every candidate of a series made as many forecasts, all those of the backtest, and no more intervals hold than there are.
with metrics as (

    select
        period_kind,
        measure,
        level,
        level_value,
        min(n_forecasts) as fewest,
        max(n_forecasts) as most,
        sum(n_forecasts) as n_forecasts,
        max(n_covered - n_intervals) as n_too_many
    from {{ ref('demand_backtest_metrics') }}
    group by period_kind, measure, level, level_value

),

backtest as (

    select
        period_kind,
        measure,
        level,
        level_value,
        count(*) as n_rows
    from {{ ref('demand_backtest') }}
    group by period_kind, measure, level, level_value

)

select
    backtest.*,
    metrics.fewest,
    metrics.most
from backtest
full outer join metrics
    on
        backtest.period_kind = metrics.period_kind
        and backtest.measure = metrics.measure
        and backtest.level = metrics.level
        and backtest.level_value = metrics.level_value
where
    metrics.fewest is distinct from metrics.most
    or metrics.n_forecasts is distinct from backtest.n_rows
    or metrics.n_too_many > 0
