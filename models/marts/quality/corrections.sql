with corrected_values as (

    select * from {{ ref('corrected_values') }}

),

final as (

    select
        source_name,
        row_id,
        {{ without_contacts('record_key') }} as record_key,
        column_name,
        correction_rule,
        reason,
        {{ masked_cell('column_name', 'old_value') }} as old_value,
        {{ masked_cell('column_name', 'new_value') }} as new_value
    from corrected_values

)

select * from final
