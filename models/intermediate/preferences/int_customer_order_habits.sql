{#- By valid orders. The discount of an order stands in its header, on its lines, or in both: the larger one is it. -#}

with orders as (

    select * from {{ ref('orders') }}
    where is_valid_order

),

headers as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

line_discounts as (

    select
        order_id,
        sum(discount_amount) as discount_amount
    from {{ ref('order_items') }}
    group by order_id

),

channels as (

    select
        customer_id,
        channel,
        min(ordered_date) as first_date,
        count(*) as n_orders,
        sum(count(*)) over (partition by customer_id) as n_all_orders,
        row_number() over (partition by customer_id order by count(*) desc, max(ordered_at) desc, channel asc) as place
    from orders
    where channel is not null
    group by customer_id, channel

),

discounts as (

    select
        orders.customer_id,
        orders.ordered_date,
        orders.sales_amount,
        orders.coupon_code,
        greatest(
            coalesce(line_discounts.discount_amount, 0),
            coalesce(cast(cast(headers.discount_amount as decimal(19, 4)) * headers.exchange_rate as decimal(18, 4)), 0)
        ) as discount_amount
    from orders
    left join line_discounts on orders.order_id = line_discounts.order_id
    left join headers on orders.order_id = headers.order_id

),

totals as (

    select
        customer_id,
        count(coupon_code) as n_coupon_orders,
        min(case when discount_amount > 0 or coupon_code is not null then ordered_date end) as first_discount_date,
        cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
        cast(sum(discount_amount) as double) / nullif(cast(sum(sales_amount + discount_amount) as double), 0) as discount_rate
    from discounts
    group by customer_id

),

final as (

    select
        totals.*,
        channels.channel as preferred_channel,
        channels.first_date as preferred_channel_date,
        cast(channels.n_all_orders as bigint) as n_channel_orders,
        cast(channels.n_orders as double) / cast(channels.n_all_orders as double) as preferred_channel_rate
    from totals
    left join channels on totals.customer_id = channels.customer_id and channels.place = 1

)

select * from final
