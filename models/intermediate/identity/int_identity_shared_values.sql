with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

name_pairs as (

    select * from {{ ref('int_identity_name_pairs') }}
    where agreement is null

),

stated as (

    select identifier_type, identifier_value, demotion_reason as reason, 1 as priority from identifiers
    where demotion_reason is not null
    union all
    select identifier_type, identifier_value, 'different_names' as reason, 2 as priority from name_pairs
    union all
    select identifier_type, identifier_value, 'different_birth_dates' as reason, 3 as priority from identifiers
    where identifier_type in ('email', 'phone') and name_key is not null
    group by identifier_type, identifier_value, name_key
    having min(birth_date) <> max(birth_date)

),

ranked as (

    select identifier_type, identifier_value, min(priority) as priority
    from stated
    group by identifier_type, identifier_value

),

final as (

    select distinct stated.identifier_type, stated.identifier_value, stated.reason
    from stated
    inner join ranked
        on
            stated.identifier_type = ranked.identifier_type
            and stated.identifier_value = ranked.identifier_value
            and stated.priority = ranked.priority

)

select * from final
