with set_aside as (

    select
        'order_lines' as source_name,
        row_hash as row_id,
        quarantine_rule,
        line_kind,
        'REPORTING' as currency,
        {{ raw_row_text(contract_column_names('order_lines')) }} as raw_row,
        {{ input_amount('order_lines') }} as amount
    from {{ ref('int_quarantined_order_lines') }}
    {%- for input in declared_judged_inputs() %}
        union all
        select
            '{{ input }}' as source_name,
            row_hash as row_id,
            quarantine_rule,
            cast(null as {{ dbt.type_string() }}) as line_kind,
            {{ input_currency(input) }} as currency,
            {{ raw_row_text(contract_column_names(input)) }} as raw_row,
            {{ input_amount(input) }} as amount
        from {{ ref('int_' ~ input ~ '_judged') }}
        where row_outcome = 'quarantined'
    {%- endfor %}

),

rules as (

    select * from {{ ref('quarantine_rules') }}

),

final as (

    select
        set_aside.source_name,
        set_aside.row_id,
        set_aside.quarantine_rule,
        rules.reason,
        set_aside.line_kind,
        set_aside.currency,
        set_aside.raw_row,
        set_aside.amount
    from set_aside
    left join rules on set_aside.quarantine_rule = rules.quarantine_rule

)

select * from final
