with set_aside as (

    select
        'order_lines' as source_name,
        row_hash as row_id,
        repeat_number,
        'duplicate' as row_outcome,
        {{ raw_row_text(contract_column_names('order_lines'), is_masked=false) }} as raw_row
    from {{ ref('int_order_lines_numbered') }}
    where repeat_number > 1
    union all
    select
        'order_lines' as source_name,
        row_hash as row_id,
        repeat_number,
        'quarantined' as row_outcome,
        {{ raw_row_text(contract_column_names('order_lines'), is_masked=false) }} as raw_row
    from {{ ref('int_quarantined_order_lines') }}
    {%- for input in declared_judged_inputs() %}
        union all
        select
            '{{ input }}' as source_name,
            row_hash as row_id,
            repeat_number,
            row_outcome,
            {{ raw_row_text(contract_column_names(input), is_masked=false) }} as raw_row
        from {{ ref('int_' ~ input ~ '_judged') }}
        where row_outcome <> 'kept'
    {%- endfor %}

),

final as (

    select
        source_name,
        row_id,
        cast(repeat_number as bigint) as repeat_number,
        row_outcome,
        raw_row
    from set_aside

)

select * from final
