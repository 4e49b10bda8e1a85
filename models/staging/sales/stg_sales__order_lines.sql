with raw_order_lines as (

    select * from {{ raw('order_lines') }}

),

typed as (

    select
        {{ clean_id('order_id') }} as order_id,
        {{ clean_id('customer_id') }} as customer_id,
        coalesce({{ clean_id('product_id') }}, 'UNKNOWN') as product_id,
        {{ clean_text('product_name') }} as product_name,
        {{ upper_text(clean_text('country')) }} as country_alias,

        {{ to_decimal('quantity') }} as quantity,
        {{ to_decimal('unit_price') }} as unit_price,
        {{ to_timestamp('ordered_at') }} as ordered_at,
        {{ business_date(to_timestamp('ordered_at')) }} as ordered_date,

        order_id as raw_order_id,
        customer_id as raw_customer_id,
        product_id as raw_product_id,
        product_name as raw_product_name,
        country as raw_country,
        quantity as raw_quantity,
        unit_price as raw_unit_price,
        ordered_at as raw_ordered_at

    from raw_order_lines

),

final as (

    select
        {{ row_fingerprint([
            'raw_order_id', 'raw_customer_id', 'raw_product_id', 'raw_product_name', 'raw_country',
            exact_number_text('raw_quantity'),
            exact_number_text('raw_unit_price'),
            'coalesce(cast(ordered_at as ' ~ dbt.type_string() ~ '), raw_ordered_at)',
        ]) }} as row_hash,
        *,
        {{ try_amount('quantity', 'unit_price') }} as line_amount
    from typed

)

select * from final
