{#- The raw side is summed in staging, before rows are judged; the other three in the finished tables. Each currency counts
    for itself. Rows whose amount cannot be typed have none on either side. -#}

with raw_lines as (

    select
        coalesce(product_line_kinds.line_kind, 'merchandise') as line_kind,
        order_lines.line_amount,
        order_lines.quantity,
        order_lines.unit_price
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
        'REPORTING' as currency,
        'raw' as outcome,
        {{ input_amount('order_lines') }} as amount
    from raw_lines
    union all
    select
        'order_lines' as source_name,
        line_kind,
        'REPORTING' as currency,
        'kept' as outcome,
        cast(line_amount as decimal(22, 4)) as amount
    from {{ ref('order_items') }}
    where source_name = 'order_lines'
    {%- for input in judged_inputs() if input in money_inputs() %}
        union all
        select
            '{{ input }}' as source_name,
            'all' as line_kind,
            {{ input_currency(input) }} as currency,
            'raw' as outcome,
            {{ input_amount(input) }} as amount
        from {{ ref(money_inputs()[input].staging) }}
        union all
        select
            '{{ input }}' as source_name,
            'all' as line_kind,
            {{ input_currency(input) }} as currency,
            'kept' as outcome,
            {{ input_amount(input) }} as amount
        from {{ ref('int_' ~ input ~ '_judged') }}
        where row_outcome = 'kept'
    {%- endfor %}
    union all
    select
        source_name,
        coalesce(line_kind, 'all') as line_kind,
        currency,
        'duplicate' as outcome,
        amount
    from {{ ref('duplicate_rows') }}
    where currency is not null
    union all
    select
        source_name,
        coalesce(line_kind, 'all') as line_kind,
        currency,
        'quarantined' as outcome,
        amount
    from {{ ref('quarantined_rows') }}
    where currency is not null

),

totals as (

    select
        source_name,
        line_kind,
        currency,
        coalesce(sum(amount) filter (where outcome = 'raw'), 0) as raw_amount,
        coalesce(sum(amount) filter (where outcome = 'kept'), 0) as kept_amount,
        coalesce(sum(amount) filter (where outcome = 'duplicate'), 0) as duplicate_amount,
        coalesce(sum(amount) filter (where outcome = 'quarantined'), 0) as quarantined_amount
    from amounts
    group by source_name, line_kind, currency

),

final as (

    select
        source_name,
        line_kind,
        currency,
        cast(raw_amount as decimal(28, 4)) as raw_amount,
        cast(kept_amount as decimal(28, 4)) as kept_amount,
        cast(duplicate_amount as decimal(28, 4)) as duplicate_amount,
        cast(quarantined_amount as decimal(28, 4)) as quarantined_amount,
        cast(raw_amount - kept_amount - duplicate_amount - quarantined_amount as decimal(28, 4)) as unexplained_amount
    from totals

)

select * from final
