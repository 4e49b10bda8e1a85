-- What lines earned and refunds took, month by month, and the forecast as the sum of those of categories.
with
history as (
    select date_trunc('month', ordered_date) as month, sum(revenue_amount) as amount from order_items, intermediate.as_of
    where ordered_date <= as_of_date group by all
),
buyers as (
    select month_date, n_customers from sales_monthly
),
forecasts as (
    select f.period_start_date, sum(c.forecast) as forecast, any_value(f.lower_bound) as low, any_value(f.upper_bound) as high
    from demand_forecasts as f join demand_forecasts as c using (period_kind, measure, period_start_date)
    where f.level = 'total' and c.level = 'category' and period_kind = 'month' and measure = 'net_revenue'
    group by all
),
latest as (select month, amount from history qualify row_number() over (order by month desc) <= 24)
select cast(month as date) as month_date, n_customers, amount as net_revenue_amount, null as forecast_amount,
null as forecast_lower_amount,
    null as forecast_upper_amount, null as missing_reason
from latest join buyers on month_date = month
union all
select period_start_date, null, null, forecast, low, high, null from forecasts
order by month_date
