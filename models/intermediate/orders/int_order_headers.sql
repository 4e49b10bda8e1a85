{#- One row per document of the inputs orders and payments_refunds: orders, and money given back. An order of negative amount
    is a refund that was booked as a sale. An order marked refunded is a sale on its day, as its refund has a day of its own;
    without the input payments_refunds nothing says which, and the order counts as not accepted. -#}

with orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

refunds as (

    select * from {{ ref('int_refunds') }}

),

final as (

    select
        'orders' as source_name,
        orders.order_id,
        cast(null as {{ dbt.type_string() }}) as refunded_order_id,
        coalesce(orders.order_customer_id, '{{ guest_customer_id() }}') as customer_id,
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
        {% if 'payments_refunds' in var('inputs') -%}
            orders.is_accepted,
        {%- else -%}
            orders.is_accepted and (orders.order_amount < 0 or orders.status is distinct from 'refunded') as is_accepted,
        {%- endif %}
        orders.is_cancelled or orders.order_amount < 0 as is_cancellation,
        orders.order_amount < 0 as is_refund,
        orders.ordered_at,
        orders.ordered_date
    from orders
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
