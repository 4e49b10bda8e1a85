with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

records as (

    select * from {{ ref('int_identity_records') }}

),

-- A person bears the number that the company gave the oldest of its records, or else that record's own name.
final as (

    select
        people.record_id,
        coalesce(anchors.crm_customer_id, anchors.record_id) as customer_id
    from people
    inner join records as anchors on people.person_id = anchors.record_id

)

select * from final
