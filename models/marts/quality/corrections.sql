with changed as (

    {{ changed_cells(judged_inputs()) }}

),

placeholder_phones as (

    select * from {{ ref('placeholder_values') }}
    where kind = 'phone'

),

cells as (

    select
        changed.source_name,
        changed.row_id,
        changed.record_key,
        changed.column_name,
        case
            when changed.column_name = 'email' and changed.new_value is not null then 'email_domain'
            when changed.column_name = 'email' and changed.read_value is not null then 'placeholder_value'
            when changed.column_name = 'phone' and placeholder_phones.value is not null then 'placeholder_value'
            when changed.column_name = 'birth_date' and changed.read_value is not null then 'implausible_birth_date'
            else 'untypable_value'
        end as correction_rule,
        changed.old_value,
        changed.new_value
    from changed
    left join placeholder_phones on changed.column_name = 'phone' and changed.read_value = placeholder_phones.value
    where {{ is_known_text('changed.old_value') }}

),

rules as (

    select * from {{ ref('correction_rules') }}

),

final as (

    select
        cells.source_name,
        cells.row_id,
        cells.record_key,
        cells.column_name,
        cells.correction_rule,
        rules.reason,
        cells.old_value,
        cells.new_value
    from cells
    left join rules on cells.correction_rule = rules.correction_rule

)

select * from final
