{{ config(materialized='view') }}

{#- Orders and payments of negative amount that call themselves something else than a refund, and the lines of such orders that
    are written as sold. Those that say nothing are not corrected, nor is an order whose status says that it does not count. -#}

with orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

payments as (

    select * from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept'

),

returns as (

    select * from {{ ref('int_returns_booked_as_sales') }}

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
    union all
    select
        'order_items' as source_name,
        row_hash as row_id,
        {{ record_key(contract_key('order_items')) }} as record_key,
        'quantity' as column_name,
        'return_booked_as_sale' as correction_rule,
        raw_quantity as old_value,
        cast(cast(-quantity as decimal(18, 4)) as {{ dbt.type_string() }}) as new_value
    from returns

)

select * from final
