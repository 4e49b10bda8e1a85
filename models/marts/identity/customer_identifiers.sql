with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

links as (

    select * from {{ ref('int_identity_links') }}

),

used as (

    select
        people.person_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        count(*) as n_records,
        min(identifiers.known_at) as first_known_at,
        coalesce(bool_or(identifiers.is_verified), false) as is_verified
    from identifiers
    inner join people on identifiers.record_id = people.record_id
    group by people.person_id, identifiers.identifier_type, identifiers.identifier_value

),

final as (

    select
        used.person_id,
        used.identifier_type,
        {{ dbt.hash('used.identifier_value') }} as value_hash,
        {{ masked_identifier('used.identifier_type', 'used.identifier_value') }} as masked_value,
        used.is_verified,
        links.link_type,
        coalesce(links.n_people, 1) as n_people,
        used.n_records,
        used.first_known_at
    from used
    left join links
        on
            used.person_id = links.person_id
            and used.identifier_type = links.identifier_type
            and used.identifier_value = links.identifier_value

)

select * from final
