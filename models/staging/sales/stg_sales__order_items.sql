{{ config(materialized=staged_as('order_items')) }}

{%- set columns = [
    'order_item_id', 'order_id', 'product_id', 'product_name', 'quantity', 'unit_price', 'discount_amount', 'created_at'
] -%}

with raw_order_items as (

    select {{ plain_columns(columns) }}
    from {{ raw('order_items') }}

),

typed as (

    select
        {{ plain_id('order_item_id') }} as order_item_id,
        {{ plain_id('order_id') }} as order_id,
        {{ plain_id('product_id') }} as product_id,

        {{ known_text('product_name') }} as product_name,

        {{ to_amount('quantity') }} as quantity,
        {{ to_amount('unit_price') }} as unit_price,
        {{ to_amount('discount_amount') }} as discount_amount,

        {{ any_to_timestamp('created_at') }} as created_at,

        {{ raw_names(columns) }}
    from raw_order_items

),

final as (

    select
        {{ raw_row_hash(columns, ['quantity', 'unit_price', 'discount_amount', 'created_at']) }} as row_hash,
        typed.*,
        {{ try_amount('typed.quantity', 'typed.unit_price') }} as line_amount
    from typed

)

select * from final
