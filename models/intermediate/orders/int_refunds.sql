{#- Money given back, one row per refund or chargeback: a document of its own, on its own day. A negative payment is a refund
    whatever it is called. Where exactly one line of the order is of that product and amount, its goods came back,
    once. An order of
    negative amount is money given back already: what settles it is not given back a second time. -#}

with payments as (

    select * from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept' and (payment_type in ('refund', 'chargeback') or amount < 0) and amount <> 0

),

orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept' and order_amount >= 0

),

order_items as (

    select * from {{ ref('int_order_items_judged') }}
    where row_outcome = 'kept'

),

refunded_lines as (

    select
        payments.payment_id,
        payments.paid_at,
        payments.order_id,
        min(order_items.order_item_id) as order_item_id,
        min(order_items.quantity) as quantity
    from payments
    inner join order_items
        on
            payments.order_id = order_items.order_id
            and payments.product_id = order_items.product_id
            and payments.exchange_rate = order_items.exchange_rate
            and abs(payments.amount) = order_items.line_amount - coalesce(order_items.discount_amount, 0)
    group by payments.payment_id, payments.paid_at, payments.order_id
    having count(*) = 1

),

returned_goods as (

    select
        payment_id,
        quantity,
        row_number() over (partition by order_id, order_item_id order by paid_at, payment_id) as return_number
    from refunded_lines

),

final as (

    select
        {{ dbt.concat(["'REFUND-'", 'payments.payment_id']) }} as order_id,
        orders.order_id as refunded_order_id,
        orders.order_customer_id as customer_id,
        payments.product_id,
        coalesce(returned_goods.quantity, 0) as units,
        abs(payments.amount) as refund_amount,
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
    left join returned_goods on payments.payment_id = returned_goods.payment_id and returned_goods.return_number = 1

)

select * from final
