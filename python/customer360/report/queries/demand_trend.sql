-- people: n_customers
-- hides: net_revenue_amount
with

history as (
    select
        demand_history.period_start_date as month_date,
        sales_monthly.n_customers,
        demand_history.net_revenue_amount
    from demand_history
    inner join sales_monthly on demand_history.period_start_date = sales_monthly.month_date
    where demand_history.period_kind = 'month' and demand_history.level = 'total' and demand_history.is_complete
    qualify row_number() over (order by demand_history.period_start_date desc) <= 24
),

forecasts as (
    select period_start_date as month_date, forecast, lower_bound, upper_bound
    from demand_forecasts
    where period_kind = 'month' and measure = 'net_revenue' and level = 'total' and status = 'forecast'
),

missing as (
    select max(reason_code) as reason_code
    from demand_forecasts
    where period_kind = 'month' and measure = 'net_revenue' and level = 'total' and status <> 'forecast'
)

select
    coalesce(history.month_date, forecasts.month_date) as month_date,
    history.n_customers,
    history.net_revenue_amount,
    forecasts.forecast as forecast_amount,
    forecasts.lower_bound as forecast_lower_amount,
    forecasts.upper_bound as forecast_upper_amount,
    missing.reason_code as missing_reason
from history
full outer join forecasts on history.month_date = forecasts.month_date
cross join missing
order by month_date
