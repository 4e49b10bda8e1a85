{{ config(materialized='view') }}

{#- Exact repeats get a number above 1. They are equal once typed and may differ in spelling (1 and 1.0), so the raw
    values decide which is first. -#}

with order_lines as (

    select * from {{ ref('stg_sales__order_lines') }}

),

final as (

    select
        *,
        row_number() over (
            partition by row_hash
            order by
                raw_quantity nulls first, raw_unit_price nulls first, raw_ordered_at nulls first,
                raw_order_id nulls first, raw_customer_id nulls first, raw_product_id nulls first,
                raw_product_name nulls first, raw_country nulls first
        ) as repeat_number
    from order_lines

)

select * from final
