with judged as (

    select * from {{ ref('int_order_lines_judged') }}
    where quarantine_rule is not null

),

rules as (

    select * from {{ ref('quarantine_rules') }}

),

final as (

    select
        'order_lines' as source_name,
        judged.order_item_id as row_id,
        judged.quarantine_rule,
        rules.reason,
        judged.line_kind,
        {{ raw_row_text(contract_column_names('order_lines')) }} as raw_row,
        judged.line_amount
    from judged
    left join rules on judged.quarantine_rule = rules.quarantine_rule

)

select * from final
