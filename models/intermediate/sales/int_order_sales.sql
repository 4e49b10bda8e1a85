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
        *,
        case when is_product then coalesce(category, 'unknown') else 'no product' end as sales_category,
        source_name <> 'orders' as is_itemised,
        case when is_product and is_refund and line_type <> 'payment' then -quantity else 0 end as refunded_quantity,
        case when is_product and not is_refund then quantity else 0 end as sold_quantity
    from order_items

),

days as (

    select
        order_id,
        customer_id,
        is_guest,
        is_product,
        is_late,
        ordered_date as sales_date,
        sales_category as category,
        bool_or(is_itemised) as is_itemised,
        cast(count(*) as bigint) as n_lines,
        cast(sum(sold_quantity) as decimal(18, 4)) as units,
        cast(sum(refunded_quantity) as decimal(18, 4)) as units_refunded,
        cast(sum(revenue_amount + refund_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount
    from lines
    group by order_id, customer_id, is_guest, is_product, is_late, ordered_date, sales_category

),

final as (

    select
        days.order_id,
        days.customer_id,
        days.is_guest,
        days.is_product,
        days.sales_date,
        cast({{ dbt.date_trunc('month', 'days.sales_date') }} as date) as month_date,
        coalesce(orders.region, 'unknown') as region,
        coalesce(orders.channel, 'unknown') as channel,
        days.category,
        orders.is_valid_order,
        orders.is_valid_order and not days.is_late as is_order,
        days.is_itemised,
        days.n_lines,
        {{ noted('days.units', product_columns(), 'decimal(18, 4)') }} as units,
        {{ noted('days.units_refunded', product_columns(), 'decimal(18, 4)') }} as units_refunded,
        days.sales_amount,
        days.refund_amount,
        days.net_revenue_amount
    from days
    inner join orders on days.order_id = orders.order_id

)

select * from final
