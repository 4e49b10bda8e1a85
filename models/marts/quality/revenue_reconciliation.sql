{#- The raw side is summed in staging, before rows are judged; the other three in the finished tables.
    Rows whose quantity or price cannot be typed have no amount on either side. -#}

with raw_lines as (

    select
        coalesce(product_line_kinds.line_kind, 'merchandise') as line_kind,
        order_lines.line_amount
    from {{ ref('stg_sales__order_lines') }} as order_lines
    left join {{ ref('int_product_line_kinds') }} as product_line_kinds
        on
            order_lines.product_id = product_line_kinds.product_id
            and order_lines.product_name is not distinct from product_line_kinds.product_name

),

amounts as (

    select
        'order_lines' as source_name,
        line_kind,
        'raw' as outcome,
        line_amount
    from raw_lines
    union all
    select
        'order_lines' as source_name,
        line_kind,
        'kept' as outcome,
        line_amount
    from {{ ref('order_items') }}
    union all
    select
        source_name,
        line_kind,
        'duplicate' as outcome,
        line_amount
    from {{ ref('duplicate_rows') }}
    union all
    select
        source_name,
        line_kind,
        'quarantined' as outcome,
        line_amount
    from {{ ref('quarantined_rows') }}

),

totals as (

    select
        source_name,
        line_kind,
        coalesce(sum(line_amount) filter (where outcome = 'raw'), 0) as raw_amount,
        coalesce(sum(line_amount) filter (where outcome = 'kept'), 0) as kept_amount,
        coalesce(sum(line_amount) filter (where outcome = 'duplicate'), 0) as duplicate_amount,
        coalesce(sum(line_amount) filter (where outcome = 'quarantined'), 0) as quarantined_amount
    from amounts
    group by source_name, line_kind

),

final as (

    select
        source_name,
        line_kind,
        cast(raw_amount as decimal(28, 4)) as raw_amount,
        cast(kept_amount as decimal(28, 4)) as kept_amount,
        cast(duplicate_amount as decimal(28, 4)) as duplicate_amount,
        cast(quarantined_amount as decimal(28, 4)) as quarantined_amount,
        cast(raw_amount - kept_amount - duplicate_amount - quarantined_amount as decimal(28, 4)) as unexplained_amount
    from totals

)

select * from final
