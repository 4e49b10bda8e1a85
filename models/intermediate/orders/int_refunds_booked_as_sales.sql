{{ config(materialized='view') }}

{#- Orders and payments of negative amount that call themselves something else than a refund. Those that say nothing are not
    corrected, nor is an order whose status says that it does not count. -#}

with orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

payments as (

    select * from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        'orders' as source_name,
        row_hash as row_id,
        order_id as record_key,
        'status' as column_name,
        'refund_booked_as_sale' as correction_rule,
        raw_status as old_value,
        'refunded' as new_value
    from orders
    where order_amount < 0 and is_accepted and status <> 'refunded'
    union all
    select
        'payments_refunds' as source_name,
        row_hash as row_id,
        payment_id as record_key,
        'payment_type' as column_name,
        'refund_booked_as_sale' as correction_rule,
        raw_payment_type as old_value,
        'refund' as new_value
    from payments
    where amount < 0 and payment_type = 'payment'

)

select * from final
