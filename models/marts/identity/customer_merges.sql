{#- Whoever has an email or a phone as number is named by its hash. -#}

with chains as (

    select
        *,
        {{ customer_number('record_id') }} as shown_record_id,
        {{ customer_number('previous_record_id') }} as shown_previous_record_id
    from {{ ref('int_identity_chains') }}

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

final as (

    select
        customer_ids.customer_id,
        chains.shown_record_id as record_id,
        records.source,
        chains.depth,
        chains.shown_previous_record_id as previous_record_id,
        chains.rule,
        rules.strength,
        chains.score,
        weakest.strength as weakest_strength,
        case
            when chains.depth = 0 then 'This is the first record of the customer.'
            else {{ dbt.concat([
                "'This record '", 'rules.description', "' as '", 'chains.shown_previous_record_id',
                "case when chains.rule like '%email%' and records.email is not null then "
                    ~ dbt.concat(["', '", masked_identifier("'email'", 'records.email')]) ~ " else '' end",
                "case when chains.rule like '%phone%' and records.phone is not null then "
                    ~ dbt.concat(["', '", masked_identifier("'phone'", 'records.phone')]) ~ " else '' end",
                "'.'",
            ]) }}
        end as evidence,
        records.known_at
    from chains
    inner join customer_ids on chains.record_id = customer_ids.record_id
    inner join records on chains.record_id = records.record_id
    left join identity_rules as rules on chains.rule = rules.rule
    left join identity_rules as weakest on chains.weakest_priority = weakest.priority

)

select * from final
