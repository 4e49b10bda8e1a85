{#- One row per document of the inputs orders and payments_refunds: orders, and money given back. An order of negative amount
    is a refund that was booked as a sale. An order that is marked refunded without any refund among the payments counts as
    not accepted, as nothing says when the money went back. -#}

with orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

refunds as (

    select * from {{ ref('int_refunds') }}

),

refunded_orders as (

    select distinct refunded_order_id as order_id from refunds

),

final as (

    select
        'orders' as source_name,
        orders.order_id,
        cast(null as {{ dbt.type_string() }}) as refunded_order_id,
        coalesce(orders.customer_id, '{{ guest_customer_id() }}') as customer_id,
        case when orders.order_amount < 0 then 'refunded' else orders.status end as status,
        orders.channel,
        orders.store,
        orders.region,
        orders.country_alias,
        orders.coupon_code,
        orders.campaign_id,
        orders.currency,
        orders.exchange_rate,
        orders.order_amount,
        coalesce(orders.shipping_amount, 0) as shipping_amount,
        orders.is_accepted and not (
            orders.order_amount >= 0 and orders.status is not distinct from 'refunded' and refunded_orders.order_id is null
        ) as is_accepted,
        orders.is_cancelled or orders.order_amount < 0 as is_cancellation,
        orders.order_amount < 0 as is_refund,
        orders.ordered_at,
        orders.ordered_date
    from orders
    left join refunded_orders on orders.order_id = refunded_orders.order_id
    union all
    select
        'payments_refunds' as source_name,
        order_id,
        refunded_order_id,
        coalesce(customer_id, '{{ guest_customer_id() }}') as customer_id,
        'refunded' as status,
        channel,
        store,
        region,
        country_alias,
        cast(null as {{ dbt.type_string() }}) as coupon_code,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        currency,
        exchange_rate,
        -refund_amount as order_amount,
        0 as shipping_amount,
        is_accepted,
        true as is_cancellation,
        true as is_refund,
        paid_at as ordered_at,
        paid_date as ordered_date
    from refunds

)

select * from final
