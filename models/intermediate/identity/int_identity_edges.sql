with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

name_pairs as (

    select * from {{ ref('int_identity_name_pairs') }}

),

-- Every record is linked to the first of its group, not to every other: edges grow with the records alone.
referred as (

    select
        min(record_id) over (partition by identifier_type, identifier_value) as record_a,
        record_id as record_b,
        case identifier_type when 'crm_customer_id' then 'same_crm_customer' else 'same_loyalty_member' end as rule
    from identifiers
    where identifier_type in ('crm_customer_id', 'loyalty_member_id')

),

named as (

    select
        *,
        min(birth_date) over (partition by identifier_type, identifier_value, name_key) as first_birth_date,
        max(birth_date) over (partition by identifier_type, identifier_value, name_key) as last_birth_date
    from identifiers
    where identifier_type in ('email', 'phone') and not is_demoted and name_key is not null

),

-- Father and son may share a phone and a name: where birth dates differ, the phone says nothing.
same_name as (

    select
        min(record_id) over (partition by identifier_type, identifier_value, name_key) as record_a,
        record_id as record_b,
        case identifier_type when 'email' then 'same_email_and_name' else 'same_phone_and_name' end as rule
    from named
    where identifier_type = 'email' or first_birth_date is null or first_birth_date = last_birth_date

),

alike_name as (

    select
        record_a,
        record_b,
        case identifier_type when 'email' then 'same_email_alike_name' else 'same_phone_alike_name' end as rule
    from name_pairs
    where agreement is not null

),

-- Emails whose names are not all alike belong to several people: who writes from them without a name is not known.
shared_emails as (

    select distinct identifier_value
    from name_pairs
    where identifier_type = 'email' and agreement is null

),

nameless as (

    select
        min(identifiers.record_id) over (partition by identifiers.identifier_value) as record_a,
        identifiers.record_id as record_b,
        identifiers.name_key,
        min(case when identifiers.name_key is not null then identifiers.record_id end)
            over (partition by identifiers.identifier_value) as named_record
    from identifiers
    left join shared_emails on identifiers.identifier_value = shared_emails.identifier_value
    where identifiers.identifier_type = 'email' and not identifiers.is_demoted and shared_emails.identifier_value is null

),

born as (

    select
        min(record_id) over (partition by {{ lower_text('full_name') }}, birth_date) as record_a,
        record_id as record_b,
        'same_name_and_birth_date' as rule
    from records
    where full_name is not null and birth_date is not null

),

stated as (

    select record_a, record_b, rule from referred
    union all
    select record_a, record_b, rule from same_name
    union all
    select record_a, record_b, rule from alike_name
    union all
    select coalesce(named_record, record_a) as record_a, record_b, 'same_email' as rule from nameless
    where name_key is null
    union all
    select record_a, record_b, rule from born

),

final as (

    select distinct record_a, record_b, rule
    from stated
    where record_a <> record_b

)

select * from final
