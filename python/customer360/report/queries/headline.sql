-- people: n_customers
-- hides: value, value_month_before, value_year_before
with

months as (
    select
        month_date,
        nullif(n_customers, 0) as n_customers,
        cast(net_revenue_amount as double) as net_revenue,
        cast(n_orders as double) as orders,
        cast(n_customers as double) as customers,
        cast(mean_order_amount as double) as mean_order,
        case when sales_amount > 0 then cast(refund_amount as double) / cast(sales_amount as double) end as refund_rate
    from sales_monthly
    where is_complete
),

measures as (
    select *
    from months unpivot include nulls (value for measure in (net_revenue, orders, customers, mean_order, refund_rate))
),

described (measure_order, measure, unit, is_more_better) as (
    values
    (1, 'net_revenue', 'amount', true),
    (2, 'orders', 'count', true),
    (3, 'customers', 'count', true),
    (4, 'mean_order', 'amount', true),
    (5, 'refund_rate', 'percent', false)
)

select
    latest.month_date,
    described.measure,
    described.unit,
    described.is_more_better,
    latest.value,
    month_before.value as value_month_before,
    year_before.value as value_year_before,
    least(latest.n_customers, month_before.n_customers, year_before.n_customers) as n_customers
from measures as latest
inner join described on latest.measure = described.measure
left join measures as month_before
    on latest.measure = month_before.measure and latest.month_date = month_before.month_date + interval 1 month
left join measures as year_before
    on latest.measure = year_before.measure and latest.month_date = year_before.month_date + interval 1 year
where latest.month_date = (select max(months.month_date) from months)
order by described.measure_order
