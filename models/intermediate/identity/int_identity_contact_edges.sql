with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}
    where identifier_type in ('email', 'phone') and demotion_reason is null

),

name_pairs as (

    select * from {{ ref('int_identity_name_pairs') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

reached as (

    select
        identifiers.record_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.name_key,
        identifiers.is_mobile,
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

-- Father and son share a name and the line at home: a phone tells who somebody is only where it is a mobile of one name and
-- one birth date. Namesakes on a fixed line need a birth date, and by that rule they are joined already.
same_name as (

    select
        namesake as record_a,
        record_id as record_b,
        case identifier_type when 'email' then 'same_email_and_name' else 'same_phone_and_name' end as rule
    from reached
    where
        name_key is not null
        and (first_birth_date is null or first_birth_date = last_birth_date)
        and case identifier_type when 'phone' then is_mobile and not is_shared else is_shared or not is_verified end

),

alike_name as (

    select
        record_a,
        record_b,
        case identifier_type when 'email' then 'same_email_alike_name' else 'same_phone_alike_name' end as rule
    from name_pairs
    where agreement is not null and is_confirmed

),

final as (

    select record_a, record_b, rule from personal_email
    where record_a <> record_b
    union all
    select record_a, record_b, rule from same_name
    where record_a <> record_b
    union all
    select record_a, record_b, rule from alike_name

)

select * from final
