with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

chains as (

    select * from {{ ref('int_identity_chains') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

links as (

    select * from {{ ref('int_identity_links') }}

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

used as (

    select
        customer_ids.customer_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        count(*) as n_records,
        min(identifiers.known_at) as first_known_at,
        max(records.last_known_at) as last_known_at,
        coalesce(bool_or(identifiers.is_verified), false) as is_verified,
        min(coalesce(chains.weakest_priority, -1)) as weakest_priority
    from identifiers
    inner join customer_ids on identifiers.record_id = customer_ids.record_id
    inner join records on identifiers.record_id = records.record_id
    left join chains on identifiers.record_id = chains.record_id
    group by customer_ids.customer_id, identifiers.identifier_type, identifiers.identifier_value

),

shared as (

    select
        customer_ids.customer_id,
        links.identifier_type,
        links.identifier_value,
        links.link_type
    from links
    inner join customer_ids on links.person_id = customer_ids.record_id

),

final as (

    select
        used.customer_id,
        used.identifier_type,
        cast(row_number() over (
            partition by used.customer_id, used.identifier_type
            order by used.first_known_at asc nulls last, used.identifier_value asc
        ) as bigint) as identifier_number,
        used.identifier_value,
        used.is_verified,
        case when used.weakest_priority = -1 then 'first_record' else identity_rules.strength end as strength,
        shared.link_type,
        count(*) over (partition by used.identifier_type, used.identifier_value) as n_customers,
        used.n_records,
        used.first_known_at,
        used.last_known_at
    from used
    left join identity_rules on used.weakest_priority = identity_rules.priority
    left join shared
        on
            used.customer_id = shared.customer_id
            and used.identifier_type = shared.identifier_type
            and used.identifier_value = shared.identifier_value

)

select * from final
