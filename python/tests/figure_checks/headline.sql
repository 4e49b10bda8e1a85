-- The lines of the last month that is over, of the one before and of that a year before.
with
asked (which, month) as (
    select which, cast(date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day) - back as date)
    from (values ('now', interval 1 month), ('month', interval 2 months), ('year', interval 13 months)) as t (which, back)
),
found as (
    select
        which,
        month,
        (select sum(revenue_amount) from order_items where date_trunc('month', ordered_date) = month) as net_revenue,
        (select sum(refund_amount) from order_items where date_trunc('month', ordered_date) = month) as refunds,
        (select count(*) from orders where is_valid_order and date_trunc('month', ordered_date) = month) as orders,
        (
            select count(*) from (
                select customer_id from order_items
                where not is_guest and date_trunc('month', ordered_date) = month
                group by 1 having sum(revenue_amount + refund_amount) > 0
            )
        ) as customers
    from asked
),
measures as (
    select which, customers, month, 1 as place, 'net_revenue' as measure, 'amount' as unit, cast(net_revenue as double) as value from found
    union all
    select which, customers, month, 2, 'orders', 'count', orders from found
    union all
    select which, customers, month, 3, 'customers', 'count', customers from found
    union all
    select which, customers, month, 4, 'mean_order', 'amount', round((net_revenue + refunds) / orders, 4) from found
    union all
    select which, customers, month, 5, 'refund_rate', 'percent', refunds / (net_revenue + refunds) from found
)
select
    max(month) filter (where which = 'now') as month_date,
    measure,
    unit,
    measure <> 'refund_rate' as is_more_better,
    max(value) filter (where which = 'now') as value,
    max(value) filter (where which = 'month') as value_month_before,
    max(value) filter (where which = 'year') as value_year_before,
    min(customers) filter (where customers > 0) as n_customers
from measures
group by place, measure, unit
order by place
