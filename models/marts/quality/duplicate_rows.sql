with repeated_order_lines as (

    select * from {{ ref('int_order_lines_numbered') }}
    where repeat_number > 1

),

product_line_kinds as (

    select * from {{ ref('int_product_line_kinds') }}

),

order_lines as (

    select
        repeated_order_lines.*,
        coalesce(product_line_kinds.line_kind, 'merchandise') as line_kind
    from repeated_order_lines
    left join product_line_kinds
        on
            repeated_order_lines.product_id = product_line_kinds.product_id
            and repeated_order_lines.product_name is not distinct from product_line_kinds.product_name

),

duplicates as (

    select
        'order_lines' as source_name,
        row_hash as row_id,
        repeat_number,
        row_hash as repeated_row_id,
        'exact_repeat' as duplicate_rule,
        line_kind,
        'REPORTING' as currency,
        {{ raw_row_text(contract_column_names('order_lines')) }} as raw_row,
        {{ input_amount('order_lines') }} as amount
    from order_lines
    {%- for input in declared_judged_inputs() %}
        union all
        select
            '{{ input }}' as source_name,
            row_hash as row_id,
            repeat_number,
            repeated_row_id,
            duplicate_rule,
            cast(null as {{ dbt.type_string() }}) as line_kind,
            {{ input_currency(input) }} as currency,
            {{ raw_row_text(contract_column_names(input)) }} as raw_row,
            {{ input_amount(input) }} as amount
        from {{ ref('int_' ~ input ~ '_judged') }}
        where row_outcome = 'duplicate'
    {%- endfor %}

),

rules as (

    select * from {{ ref('duplicate_rules') }}

),

final as (

    select
        duplicates.source_name,
        duplicates.row_id,
        cast(duplicates.repeat_number as bigint) as repeat_number,
        duplicates.repeated_row_id,
        duplicates.duplicate_rule,
        rules.reason,
        duplicates.line_kind,
        duplicates.currency,
        duplicates.raw_row,
        duplicates.amount
    from duplicates
    left join rules on duplicates.duplicate_rule = rules.duplicate_rule

)

select * from final
