-- The spine against the orders, summed anew at every snapshot date.
with dates as (

    select * from {{ ref('int_snapshot_dates') }}

),

orders as (

    select
        orders.customer_id,
        dates.snapshot_date,
        count(case when orders.is_valid_order then 1 end) as n_orders,
        sum(orders.net_revenue_amount) as net_revenue_amount,
        max(case when orders.is_valid_order then orders.ordered_date end) as last_order_date
    from {{ ref('orders') }} as orders
    inner join dates on orders.ordered_date <= dates.snapshot_date
    where not orders.is_guest
    group by orders.customer_id, dates.snapshot_date

)

select
    snapshots.customer_id,
    snapshots.snapshot_date
from {{ ref('int_customer_snapshots') }} as snapshots
full outer join orders
    on snapshots.customer_id = orders.customer_id and snapshots.snapshot_date = orders.snapshot_date
where
    snapshots.n_orders is distinct from orders.n_orders
    or snapshots.net_revenue_amount is distinct from orders.net_revenue_amount
    or snapshots.recency_days is distinct from {{ days_between('orders.last_order_date', 'orders.snapshot_date') }}
