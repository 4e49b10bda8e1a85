with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

contact_edges as (

    select * from {{ ref('int_identity_contact_edges') }}

),

decisions as (

    select * from {{ ref('int_identity_decisions') }}
    where decision = 'always'

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

firsts as (

    select identifier_type, identifier_value, {{ hub_record('record_id') }} as record_id
    from identifiers
    where identifier_type in ('crm_customer_id', 'loyalty_member_id') and demotion_reason is null
    group by identifier_type, identifier_value
    having count(*) > 1

),

-- Every record is linked to the first of its group, not to every other: edges grow with the records alone.
referred as (

    select
        firsts.record_id as record_a,
        identifiers.record_id as record_b,
        case identifiers.identifier_type when 'crm_customer_id' then 'same_crm_customer' else 'same_loyalty_member' end as rule
    from identifiers
    inner join firsts
        on
            identifiers.identifier_type = firsts.identifier_type
            and identifiers.identifier_value = firsts.identifier_value

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
    select record_a, record_b, rule from contact_edges
    union all
    select record_a, record_b, rule from born
    union all
    select record_a, record_b, 'steward_decision' as rule from decisions

),

final as (

    select distinct
        stated.record_a,
        stated.record_b,
        stated.rule,
        identity_rules.priority,
        identity_rules.strength,
        cast(null as double) as score
    from stated
    inner join identity_rules on stated.rule = identity_rules.rule
    where stated.record_a <> stated.record_b

)

select * from final
