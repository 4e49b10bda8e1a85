with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

businesses as (

    select distinct people.person_id
    from people
    inner join records on people.record_id = records.record_id
    where records.company_name is not null

),

used as (

    select
        identifiers.identifier_type,
        identifiers.identifier_value,
        people.person_id,
        count(*) as n_records,
        min(identifiers.known_at) as first_known_at
    from identifiers
    inner join people on identifiers.record_id = people.record_id
    where identifiers.identifier_type in ('email', 'phone')
    group by identifiers.identifier_type, identifiers.identifier_value, people.person_id

),

-- A value of which nothing says that it is shared may still be of two people: namesakes, or one person not yet recognised.
counted as (

    select
        used.*,
        count(*) over (partition by used.identifier_type, used.identifier_value) as n_people,
        count(businesses.person_id) over (partition by used.identifier_type, used.identifier_value) as n_business_people
    from used
    left join businesses on used.person_id = businesses.person_id

),

final as (

    select
        counted.identifier_type,
        counted.identifier_value,
        counted.person_id,
        case
            when shared_values.reason is null then 'unconfirmed'
            when shared_values.reason in ('many_names', 'many_numbers') then 'common_value'
            when shared_values.reason = 'office_mailbox' then 'office_mailbox'
            when counted.n_business_people > 0 and counted.identifier_type = 'email' then 'office_mailbox'
            when counted.n_business_people > 0 then 'office_phone'
            when counted.identifier_type = 'email' then 'household_mailbox'
            else 'household_phone'
        end as link_type,
        shared_values.reason,
        counted.n_people,
        counted.n_records,
        counted.first_known_at
    from counted
    left join shared_values
        on
            counted.identifier_type = shared_values.identifier_type
            and counted.identifier_value = shared_values.identifier_value
    where counted.n_people > 1

)

select * from final
