-- What says for certain who somebody is lies in one cluster: the number of a CRM record or member, and an email or mobile of one
-- name that nobody else is known to use. Exempt are clusters that were kept apart.
with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

refused_merges as (

    select * from {{ ref('int_identity_refused_merges') }}

),

kept_apart as (

    select cluster_a as cluster_id from refused_merges
    union all
    select cluster_b as cluster_id from refused_merges

),

final as (

    select identifiers.identifier_type, identifiers.identifier_value, count(distinct people.cluster_id) as n_clusters
    from identifiers
    inner join people on identifiers.record_id = people.record_id
    left join shared_values
        on
            identifiers.identifier_type = shared_values.identifier_type
            and identifiers.identifier_value = shared_values.identifier_value
    left join kept_apart on people.cluster_id = kept_apart.cluster_id
    where
        shared_values.identifier_value is null
        and kept_apart.cluster_id is null
        and (
            identifiers.identifier_type in ('crm_customer_id', 'loyalty_member_id')
            or (identifiers.identifier_type = 'phone' and identifiers.is_mobile and identifiers.name_key is not null)
            or (identifiers.identifier_type = 'email' and identifiers.name_key is not null)
        )
    group by identifiers.identifier_type, identifiers.identifier_value
    having count(distinct people.cluster_id) > 1

)

select * from final
