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

refunds as (

    select
        'orders' as source_name,
        row_hash as row_id,
        order_id as record_key,
        'status' as column_name,
        'refund_booked_as_sale' as correction_rule,
        raw_status as old_value,
        'refunded' as new_value
    from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept' and order_amount < 0 and status is distinct from 'refunded'
    union all
    select
        'payments_refunds' as source_name,
        row_hash as row_id,
        payment_id as record_key,
        'payment_type' as column_name,
        'refund_booked_as_sale' as correction_rule,
        raw_payment_type as old_value,
        'refund' as new_value
    from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept' and amount < 0 and payment_type = 'payment'

),

corrected as (

    select * from cells
    union all
    select * from refunds

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
