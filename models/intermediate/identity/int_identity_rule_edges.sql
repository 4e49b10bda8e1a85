with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

name_pairs as (

    select * from {{ ref('int_identity_name_pairs') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

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

reached as (

    select
        identifiers.record_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.name_key,
        min(case when identifiers.name_key is not null then identifiers.record_id end)
            over (partition by identifiers.identifier_type, identifiers.identifier_value) as named_record,
        min(identifiers.record_id) over (
            partition by identifiers.identifier_type, identifiers.identifier_value, identifiers.name_key
        ) as namesake,
        min(identifiers.birth_date) over (
            partition by identifiers.identifier_type, identifiers.identifier_value, identifiers.name_key
        ) as first_birth_date,
        max(identifiers.birth_date) over (
            partition by identifiers.identifier_type, identifiers.identifier_value, identifiers.name_key
        ) as last_birth_date,
        coalesce(bool_or(identifiers.is_verified) over (
            partition by identifiers.identifier_type, identifiers.identifier_value
        ), false) as is_verified,
        shared_values.identifier_value is not null as is_shared
    from identifiers
    left join shared_values
        on
            identifiers.identifier_type = shared_values.identifier_type
            and identifiers.identifier_value = shared_values.identifier_value
    where identifiers.identifier_type in ('email', 'phone') and identifiers.demotion_reason is null

),

-- Who writes without a name from an email of several people is not known.
personal_email as (

    select
        coalesce(named_record, namesake) as record_a,
        record_id as record_b,
        case when is_verified then 'same_verified_email' else 'same_email' end as rule
    from reached
    where identifier_type = 'email' and not is_shared and (is_verified or name_key is null)

),

-- Father and son share a phone and a name: the name tells people apart only where the phone bears one name and one birth date.
same_name as (

    select
        namesake as record_a,
        record_id as record_b,
        case identifier_type when 'email' then 'same_email_and_name' else 'same_phone_and_name' end as rule
    from reached
    where
        name_key is not null
        and (first_birth_date is null or first_birth_date = last_birth_date)
        and case identifier_type when 'phone' then not is_shared else is_shared or not is_verified end

),

alike_name as (

    select
        record_a,
        record_b,
        case identifier_type when 'email' then 'same_email_alike_name' else 'same_phone_alike_name' end as rule
    from name_pairs
    where agreement is not null

),

born as (

    select
        min(record_id) over (partition by name_key, birth_date) as record_a,
        record_id as record_b,
        'same_name_and_birth_date' as rule
    from records
    where name_key is not null and birth_date is not null

),

stated as (

    select record_a, record_b, rule from referred
    union all
    select record_a, record_b, rule from personal_email
    union all
    select record_a, record_b, rule from same_name
    union all
    select record_a, record_b, rule from alike_name
    union all
    select record_a, record_b, rule from born

),

final as (

    select distinct stated.record_a, stated.record_b, stated.rule, identity_rules.priority, identity_rules.strength
    from stated
    inner join identity_rules on stated.rule = identity_rules.rule
    where stated.record_a <> stated.record_b

)

select * from final
