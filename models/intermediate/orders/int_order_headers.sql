{#- One row per document of the inputs orders and payments_refunds: orders, and money given back. An order of negative amount
    is a refund that was booked as a sale, unless its status says that it does not count. An order marked refunded is a sale on
    its day where payments_refunds hold its refund, which has a day of its own; else nothing says which, and the order counts as
    not accepted. -#}

with orders as (

    select
        *,
        is_accepted and order_amount < 0 as is_refund
    from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

refunds as (

    select * from {{ ref('int_refunds') }}

),

refunded_orders as (

    select distinct refunded_order_id as order_id
    from refunds

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

order_customers as (

    select
        orders.order_id,
        customer_ids.customer_id
    from orders
    inner join customer_ids
        on
            {{ contact_record_id(
                "'orders'", 'orders.order_customer_id', 'orders.loyalty_member_id', 'orders.email', 'orders.phone'
            ) }}
            = customer_ids.record_id

),

final as (

    select
        'orders' as source_name,
        orders.order_id,
        cast(null as {{ dbt.type_string() }}) as refunded_order_id,
        coalesce(order_customers.customer_id, '{{ guest_customer_id() }}') as customer_id,
        orders.order_customer_id as source_customer_id,
        case when orders.is_refund then 'refunded' else orders.status end as status,
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
        orders.is_accepted
        and (
            orders.is_refund or orders.status is distinct from 'refunded' or refunded_orders.order_id is not null
        ) as is_accepted,
        orders.is_cancelled or orders.is_refund as is_cancellation,
        orders.is_refund,
        orders.ordered_at,
        orders.ordered_date
    from orders
    left join refunded_orders on orders.order_id = refunded_orders.order_id
    left join order_customers on orders.order_id = order_customers.order_id
    union all
    select
        'payments_refunds' as source_name,
        refunds.order_id,
        refunds.refunded_order_id,
        coalesce(order_customers.customer_id, '{{ guest_customer_id() }}') as customer_id,
        refunds.customer_id as source_customer_id,
        'refunded' as status,
        refunds.channel,
        refunds.store,
        refunds.region,
        refunds.country_alias,
        cast(null as {{ dbt.type_string() }}) as coupon_code,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        refunds.currency,
        refunds.exchange_rate,
        -refunds.refund_amount as order_amount,
        0 as shipping_amount,
        refunds.is_accepted,
        true as is_cancellation,
        true as is_refund,
        refunds.paid_at as ordered_at,
        refunds.paid_date as ordered_date
    from refunds
    left join order_customers on refunds.refunded_order_id = order_customers.order_id

)

select * from final
