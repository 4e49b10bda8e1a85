{{ config(materialized=staged_as('products')) }}

{%- set columns = [
    'product_id', 'product_name', 'category', 'subcategory', 'brand', 'price_tier', 'list_price', 'unit_cost', 'currency',
    'launched_date', 'updated_at'
] -%}

with raw_products as (

    select {{ plain_columns(columns) }}
    from {{ raw('products') }}

),

typed as (

    select
        {{ plain_id('product_id') }} as product_id,

        {{ known_text('product_name') }} as product_name,
        {{ known_text('category') }} as category,
        {{ known_text('subcategory') }} as subcategory,
        {{ known_text('brand') }} as brand,
        {{ lower_text(known_text('price_tier')) }} as price_tier,
        {{ currency_code('currency') }} as currency,

        {{ to_amount('list_price') }} as list_price,
        {{ to_amount('unit_cost') }} as unit_cost,

        {{ any_to_date('launched_date') }} as launched_date,
        {{ any_to_timestamp('updated_at') }} as updated_at,

        {{ raw_names(columns) }}
    from raw_products

),

final as (

    select
        {{ raw_row_hash(columns, ['list_price', 'unit_cost', 'launched_date', 'updated_at']) }} as row_hash,
        typed.*
    from typed

)

select * from final
