-- The spine against orders and their lines, counted anew at every snapshot date; money by the day of the line.
with dates as (

    select * from {{ ref('int_snapshot_dates') }}

),

revenue as (

    select
        items.customer_id,
        dates.snapshot_date,
        sum(items.revenue_amount) as net_revenue_amount
    from {{ ref('order_items') }} as items
    inner join dates on items.ordered_date <= dates.snapshot_date
    where not items.is_guest
    group by items.customer_id, dates.snapshot_date

),

orders as (

    select
        orders.customer_id,
        dates.snapshot_date,
        count(*) as n_orders,
        max(orders.ordered_date) as last_order_date
    from {{ ref('orders') }} as orders
    inner join dates on orders.ordered_date <= dates.snapshot_date
    where orders.is_valid_order and not orders.is_guest
    group by orders.customer_id, dates.snapshot_date

)

select
    snapshots.customer_id,
    snapshots.snapshot_date
from {{ ref('int_customer_snapshots') }} as snapshots
full outer join revenue
    on snapshots.customer_id = revenue.customer_id and snapshots.snapshot_date = revenue.snapshot_date
left join orders
    on snapshots.customer_id = orders.customer_id and snapshots.snapshot_date = orders.snapshot_date
where
    snapshots.net_revenue_amount is distinct from revenue.net_revenue_amount
    or snapshots.n_orders is distinct from coalesce(orders.n_orders, 0)
    or snapshots.recency_days is distinct from {{ days_between('orders.last_order_date', 'orders.snapshot_date') }}
