with order_lines as (

    select * from {{ ref('int_order_lines_numbered') }}
    where repeat_number > 1

),

product_line_kinds as (

    select * from {{ ref('int_product_line_kinds') }}

),

final as (

    select
        'order_lines' as source_name,
        order_lines.row_hash as repeated_row_id,
        cast(order_lines.repeat_number as bigint) as repeat_number,
        coalesce(product_line_kinds.line_kind, 'merchandise') as line_kind,
        {{ raw_row_text(contract_column_names('order_lines')) }} as raw_row,
        order_lines.line_amount
    from order_lines
    left join product_line_kinds
        on
            order_lines.product_id = product_line_kinds.product_id
            and order_lines.product_name is not distinct from product_line_kinds.product_name

)

select * from final
