{#- What each document sold and took back on each day, by category: the facts that all summaries of sales are made of. A document
    is an order on its first day only, as everywhere; its later lines are sales or refunds of their own day. -#}

with order_items as (

    select * from {{ ref('order_items') }}

),

orders as (

    select * from {{ ref('orders') }}

),

lines as (

    select
        order_items.*,
        coalesce(orders.region, 'unknown') as region,
        coalesce(orders.channel, 'unknown') as channel,
        case when order_items.is_product then coalesce(order_items.category, 'unknown') else 'no product' end as sales_category,
        case when order_items.is_product and order_items.is_refund then -order_items.quantity else 0 end as refunded_quantity,
        case when order_items.is_product and not order_items.is_refund then order_items.quantity else 0 end as sold_quantity,
        orders.is_valid_order and not order_items.is_late as is_order
    from order_items
    inner join orders on order_items.order_id = orders.order_id

),

final as (

    select
        order_id,
        customer_id,
        is_guest,
        is_product,
        ordered_date as sales_date,
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as month_date,
        region,
        channel,
        sales_category as category,
        is_order,
        cast(count(*) as bigint) as n_lines,
        cast(sum(sold_quantity) as decimal(18, 4)) as units,
        cast(sum(refunded_quantity) as decimal(18, 4)) as units_refunded,
        cast(sum(revenue_amount + refund_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount
    from lines
    group by order_id, customer_id, is_guest, is_product, ordered_date, region, channel, sales_category, is_order

)

select * from final
