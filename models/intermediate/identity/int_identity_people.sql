with components as (

    select * from {{ ref('int_identity_components') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

clustered as (

    select
        components.record_id,
        components.cluster_id,
        records.known_at,
        coalesce(records.crm_customer_id, records.loyalty_member_id, records.name_key) is null
        and (records.email is null or shared_emails.identifier_value is not null)
        and (records.phone is null or shared_phones.identifier_value is not null) as says_nobody
    from components
    inner join records on components.record_id = records.record_id
    left join shared_values as shared_emails
        on shared_emails.identifier_type = 'email' and records.email = shared_emails.identifier_value
    left join shared_values as shared_phones
        on shared_phones.identifier_type = 'phone' and records.phone = shared_phones.identifier_value

),

ranked as (

    select
        *,
        row_number() over (partition by cluster_id order by known_at asc nulls last, record_id asc) as place
    from clustered

),

-- Whoever writes as a guest from a shared mailbox may be anybody: such records are of no person.
final as (

    select
        record_id,
        cluster_id,
        case
            when not says_nobody then
                min(case when place = 1 then record_id end) over (partition by cluster_id)
        end as person_id
    from ranked

)

select * from final
