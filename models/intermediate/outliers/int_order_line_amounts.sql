{{ config(materialized='view') }}

{#- The lines whose amounts are compared with each other, and the logarithm of each in whole millionths: sums and medians of
    whole numbers are the same in whatever order they are taken. A view, as writing every line again costs more than its readers'
    own passes over the lines. -#}

with order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product and not is_refund and line_amount > 0

),

catalogue as (

    select * from {{ ref('int_products_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        order_lines.order_item_id,
        order_lines.product_id,
        coalesce(catalogue.category, 'unknown') as category,
        order_lines.line_amount,
        cast(order_lines.unit_price * 10000 as bigint) as unit_price_ten_thousandths,
        cast(floor(case
            when order_lines.line_amount > 0 then ln(cast(order_lines.line_amount as double))
        end * 1000000 + 0.5) as bigint) as log_millionths
    from order_lines
    left join catalogue on order_lines.product_id = catalogue.product_id

)

select * from final
