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

used as (

    select
        identifier_type,
        identifier_value,
        name_key,
        count(*) as n_records,
        {{ hub_record('record_id') }} as record_id,
        min(birth_date) as first_birth_date,
        max(birth_date) as last_birth_date,
        coalesce(bool_or(is_verified), false) as is_verified
    from identifiers
    group by identifier_type, identifier_value, name_key

),

reached as (

    select
        identifier_type,
        identifier_value,
        {{ hub_record('case when name_key is not null then record_id end') }} as named_record,
        {{ hub_record('record_id') }} as first_record,
        bool_or(is_verified) as is_verified
    from used
    group by identifier_type, identifier_value
    having sum(n_records) > 1

),

-- Most values are of one record, which they join to none.
several as (

    select
        identifiers.record_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.name_key,
        identifiers.is_mobile,
        coalesce(reached.named_record, reached.first_record) as first_record,
        reached.is_verified,
        shared_values.identifier_value is not null as is_shared
    from identifiers
    inner join reached
        on
            identifiers.identifier_type = reached.identifier_type
            and identifiers.identifier_value = reached.identifier_value
    left join shared_values
        on
            identifiers.identifier_type = shared_values.identifier_type
            and identifiers.identifier_value = shared_values.identifier_value

),

-- Who writes without a name from an email of several people is not known.
personal_email as (

    select
        first_record as record_a,
        record_id as record_b,
        case when is_verified then 'same_verified_email' else 'same_email' end as rule
    from several
    where identifier_type = 'email' and not is_shared and (is_verified or name_key is null)

),

-- Father and son share a name and the line at home: a phone tells who somebody is only where it is a mobile of one name and
-- one birth date. Namesakes on a fixed line need a birth date, and by that rule they are joined already.
same_name as (

    select
        used.record_id as record_a,
        several.record_id as record_b,
        case several.identifier_type when 'email' then 'same_email_and_name' else 'same_phone_and_name' end as rule
    from several
    inner join used
        on
            several.identifier_type = used.identifier_type
            and several.identifier_value = used.identifier_value
            and several.name_key = used.name_key
    where
        (used.first_birth_date is null or used.first_birth_date = used.last_birth_date)
        and case several.identifier_type
            when 'phone' then several.is_mobile and not several.is_shared
            else several.is_shared or not several.is_verified
        end

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
