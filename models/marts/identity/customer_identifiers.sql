with identifier_values as (

    select * from {{ ref('customer_identifier_values') }}

),

final as (

    select
        customer_id,
        identifier_type,
        identifier_number,
        {{ masked_identifier('identifier_type', 'identifier_value') }} as masked_value,
        is_verified,
        strength,
        link_type,
        n_customers,
        n_records,
        first_known_at,
        last_known_at
    from identifier_values

)

select * from final
