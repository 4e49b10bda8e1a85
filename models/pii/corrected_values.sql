with changed as (

    {{ changed_cells(declared_judged_inputs()) }}

),

placeholders as (

    select * from {{ ref('placeholder_values') }}
    where kind in ('phone', 'birth_date')

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
            when placeholders.value is not null then 'placeholder_value'
            when changed.column_name = 'birth_date' and changed.read_value is not null then 'implausible_birth_date'
            else 'untypable_value'
        end as correction_rule,
        changed.old_value,
        changed.new_value
    from changed
    left join placeholders on changed.column_name = placeholders.kind and changed.read_value = placeholders.value
    where {{ is_known_text('changed.old_value') }}

),

corrected as (

    select * from cells
    union all
    select * from {{ ref('int_refunds_booked_as_sales') }}

),

rules as (

    select * from {{ ref('correction_rules') }}

),

final as (

    select
        corrected.source_name,
        corrected.row_id,
        corrected.record_key,
        corrected.column_name,
        corrected.correction_rule,
        rules.reason,
        corrected.old_value,
        corrected.new_value
    from corrected
    left join rules on corrected.correction_rule = rules.correction_rule

)

select * from final
