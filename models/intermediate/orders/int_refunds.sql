{#- Money given back, one row per refund or chargeback: a document of its own, on its own day. A negative payment is a refund
    whatever it is called. Of those that name no product the first of an order's amount gives back the whole order, also without
    its shipping, which is often kept, or in parts of one day, as by two means of payment. An order of negative amount is money
    given back already: what settles it is not given back a second time. -#}

with payments as (

    select
        *,
        sum(abs(amount)) over (partition by order_id, product_id, exchange_rate, paid_date) as day_amount
    from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept' and (payment_type in ('refund', 'chargeback') or amount < 0) and amount <> 0

),

orders as (

    select
        *,
        order_amount - greatest(coalesce(shipping_amount, 0), 0) as goods_amount
    from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept' and order_amount >= 0

),

refunds as (

    select
        {{ dbt.concat(["'REFUND-'", 'payments.payment_id']) }} as order_id,
        orders.order_id as refunded_order_id,
        orders.order_customer_id as customer_id,
        payments.product_id,
        abs(payments.amount) as refund_amount,
        payments.product_id is null
        and payments.exchange_rate = orders.exchange_rate
        and (
            abs(payments.amount) in (orders.order_amount, orders.goods_amount)
            or payments.day_amount in (orders.order_amount, orders.goods_amount)
        ) as is_of_order_amount,
        coalesce(payments.currency, orders.currency) as currency,
        payments.exchange_rate,
        orders.country_alias,
        orders.channel,
        orders.store,
        orders.region,
        orders.is_accepted,
        payments.payment_type,
        payments.reason,
        payments.paid_at,
        payments.paid_date
    from payments
    inner join orders on payments.order_id = orders.order_id

),

final as (

    select
        *,
        is_of_order_amount
        and row_number() over (
            partition by refunded_order_id, is_of_order_amount
            order by paid_date asc, refund_amount desc, paid_at asc, order_id asc
        ) = 1 as is_whole_order
    from refunds

)

select * from final
