with tickets as (

    select * from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept' and description is not null

),

responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and comment is not null and responded_at is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

response_customers as (

    select * from {{ ref('int_survey_answers') }}

),

texts as (

    select
        'service_tickets' as source_name,
        tickets.ticket_id as feedback_id,
        customer_ids.customer_id,
        tickets.product_id,
        tickets.opened_date as written_date,
        {{ words_text('tickets.description') }} as words
    from tickets
    left join customer_ids
        on
            {{ contact_record_id(
                "'service_tickets'", 'tickets.customer_id', email='tickets.email', phone='tickets.phone'
            ) }} = customer_ids.record_id
    union all
    select
        'survey_responses' as source_name,
        responses.response_id as feedback_id,
        response_customers.customer_id,
        responses.product_id,
        responses.responded_date as written_date,
        {{ words_text('responses.comment') }} as words
    from responses
    inner join response_customers on responses.response_id = response_customers.response_id

),

final as (

    select
        *,
        {{ dbt.hash('words') }} as text_id
    from texts

)

select * from final
