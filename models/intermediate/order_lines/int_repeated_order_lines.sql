{{ config(materialized=staged_as('order_lines')) }}

{#- The lines that share their content with others, numbered. They are equal once typed and may differ in spelling (1 and 1.0),
    so the raw values decide which is first. Sorting only these, and once, keeps the price of repeats to their share. Staging
    is named twice, as a CTE that two read would be copied whole. -#}

with repeated as (

    select row_hash from {{ ref('stg_sales__order_lines') }}
    group by row_hash
    having count(*) > 1

),

final as (

    select
        order_lines.*,
        cast(row_number() over (
            partition by order_lines.row_hash
            order by
                order_lines.raw_quantity nulls first, order_lines.raw_unit_price nulls first,
                order_lines.raw_ordered_at nulls first, order_lines.raw_order_id nulls first,
                order_lines.raw_customer_id nulls first, order_lines.raw_product_id nulls first,
                order_lines.raw_product_name nulls first, order_lines.raw_country nulls first
        ) as bigint) as repeat_number
    from {{ ref('stg_sales__order_lines') }} as order_lines
    inner join repeated on order_lines.row_hash = repeated.row_hash

)

select * from final
