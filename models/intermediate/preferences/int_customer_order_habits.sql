{#- By valid orders. -#}

with orders as (

    select * from {{ ref('orders') }}
    where is_valid_order

),

discounts as (

    select * from {{ ref('int_order_discounts') }}

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
