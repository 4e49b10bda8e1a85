{%- set texts = ['order_id', 'customer_id', 'product_id', 'product_name', 'country'] -%}

with raw_order_lines as (

    select
        {{ tidy_columns(texts) }},
        quantity as raw_quantity,
        unit_price as raw_unit_price,
        ordered_at as raw_ordered_at
    from {{ raw('order_lines') }}

),

typed as (

    select
        {{ plain_id('order_id') }} as order_id,
        {{ known_id('customer_id') }} as customer_id,
        coalesce({{ plain_id('product_id') }}, 'UNKNOWN') as product_id,
        product_name,
        {{ upper_text('country') }} as country_alias,

        {{ tidy_decimal('raw_quantity') }} as quantity,
        {{ tidy_decimal('raw_unit_price') }} as unit_price,
        {{ tidy_timestamp('raw_ordered_at') }} as ordered_at,

        {{ raw_names(texts + ['quantity', 'unit_price', 'ordered_at']) }}
    from raw_order_lines

),

final as (

    select
        {{ row_fingerprint([
            'raw_order_id', 'raw_customer_id', 'raw_product_id', 'raw_product_name', 'raw_country',
            exact_number_text('raw_quantity', 'quantity'),
            exact_number_text('raw_unit_price', 'unit_price'),
            'coalesce(cast(ordered_at as ' ~ dbt.type_string() ~ '), raw_ordered_at)',
        ]) }} as row_hash,
        *,
        {{ business_date('ordered_at') }} as ordered_date,
        {{ try_amount('quantity', 'unit_price') }} as line_amount
    from typed

)

select * from final
