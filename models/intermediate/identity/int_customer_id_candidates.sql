{#- A number of the company is the own id of its CRM record or, where the CRM has none, of the record that named it first. -#}

with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

records as (

    select * from {{ ref('int_identity_records') }}

),

numbered as (

    select
        record_id,
        crm_customer_id,
        case when source = 'crm_customers' then 1 else 2 end as anchor_rank,
        row_number() over (
            partition by crm_customer_id
            order by case when source = 'crm_customers' then 1 else 2 end, known_at asc nulls last, record_id asc
        ) as naming
    from records
    where crm_customer_id is not null

),

final as (

    select
        people.record_id,
        people.person_id,
        case
            when numbered.record_id is not null then {{ customer_number('numbered.crm_customer_id') }}
            else {{ customer_number('people.record_id') }}
        end as own_id,
        coalesce(numbered.anchor_rank, 3) as anchor_rank,
        records.known_at
    from people
    inner join records on people.record_id = records.record_id
    left join numbered on people.record_id = numbered.record_id and numbered.naming = 1

)

select * from final
