with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

id_log as (

    select * from {{ ref('int_customer_id_log') }}
    where subject = 'record'

),

latest as (

    select
        subject_id,
        customer_id,
        row_number() over (partition by subject_id order by build_number desc) as recency_rank
    from id_log

),

final as (

    select
        people.record_id,
        latest.customer_id
    from people
    inner join latest on people.record_id = latest.subject_id
    where latest.recency_rank = 1

)

select * from final
