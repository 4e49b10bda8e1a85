-- Orders and buyers of each month as the facts have them, in total and by channel of the cube; the days add up to the orders.
with documents as (

    select
        lines.order_id,
        lines.customer_id,
        lines.is_guest,
        cast({{ dbt.date_trunc('month', 'lines.ordered_date') }} as date) as month_date,
        coalesce(orders.channel, 'unknown') as channel,
        max(case when orders.is_valid_order and lines.ordered_date = orders.ordered_date then 1 else 0 end) as is_order,
        sum(lines.revenue_amount + lines.refunded_amount) as sales_amount
    from {{ ref('int_order_lines') }} as lines
    inner join {{ ref('orders') }} as orders on lines.order_id = orders.order_id
    group by
        lines.order_id, lines.customer_id, lines.is_guest, {{ dbt.date_trunc('month', 'lines.ordered_date') }}, orders.channel

),

people as (

    select
        month_date,
        'total' as level,
        'all' as channel,
        customer_id,
        is_guest,
        sum(is_order) as n_orders,
        sum(sales_amount) as sales_amount
    from documents
    group by month_date, customer_id, is_guest
    union all
    select
        month_date,
        'channel' as level,
        channel,
        customer_id,
        is_guest,
        sum(is_order) as n_orders,
        sum(sales_amount) as sales_amount
    from documents
    group by month_date, channel, customer_id, is_guest

),

counted as (

    select
        month_date,
        level,
        channel,
        sum(n_orders) as n_orders,
        count(case when not is_guest and sales_amount > 0 then 1 end) as n_customers
    from people
    group by month_date, level, channel

),

reported as (

    select
        month_date,
        level,
        channel,
        n_orders,
        n_customers
    from {{ ref('sales_cube') }}
    where level in ('total', 'channel')
    union all
    select
        month_date,
        'total' as level,
        'all' as channel,
        n_orders,
        n_customers
    from {{ ref('sales_monthly') }}
    where n_lines > 0
    union all
    select
        month_date,
        'total' as level,
        'all' as channel,
        sum(n_orders) as n_orders,
        null as n_customers
    from {{ ref('sales_daily') }}
    group by month_date
    having sum(n_lines) > 0

)

select
    counted.month_date,
    counted.level,
    counted.channel
from counted
full outer join reported
    on counted.month_date = reported.month_date and counted.level = reported.level and counted.channel = reported.channel
where
    counted.n_orders is distinct from reported.n_orders
    or counted.n_customers is distinct from coalesce(reported.n_customers, counted.n_customers)
