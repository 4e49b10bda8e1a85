{{ config(materialized=staged_as('payments_refunds')) }}

{%- set columns = [
    'payment_id', 'order_id', 'customer_id', 'payment_type', 'method', 'amount', 'currency', 'paid_at', 'reason', 'product_id'
] -%}

with raw_payments_refunds as (

    select {{ plain_columns(columns) }}
    from {{ raw('payments_refunds') }}

),

typed as (

    select
        {{ plain_id('payment_id') }} as payment_id,
        {{ plain_id('order_id') }} as order_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ plain_id('product_id') }} as product_id,

        {{ lower_text(known_text('payment_type')) }} as payment_type_spelling,
        {{ lower_text(known_text('method')) }} as method,
        {{ known_text('reason') }} as reason,
        {{ currency_code('currency') }} as currency,

        {{ to_amount('amount') }} as amount,

        {{ any_to_timestamp('paid_at') }} as paid_at,

        {{ raw_names(columns) }}
    from raw_payments_refunds

),

final as (

    select
        {{ raw_row_hash(columns, ['amount', 'paid_at']) }} as row_hash,
        typed.*,
        coalesce(payment_types.code, typed.payment_type_spelling) as payment_type,
        {{ business_date('typed.paid_at') }} as paid_date
    from typed
    left join {{ ref('code_spellings') }} as payment_types
        on payment_types.code_list = 'payment_type' and typed.payment_type_spelling = payment_types.spelling

)

select * from final
