{#- Tickets that are complaints, and answers to surveys whose words are negative. -#}

with tickets as (

    select * from {{ ref('int_service_tickets') }}

),

sentiments as (

    select * from {{ ref('feedback_sentiment') }}

),

final as (

    select
        'service_tickets' as source_name,
        tickets.ticket_id as feedback_id,
        tickets.product_id,
        tickets.topic as ticket_topic,
        tickets.opened_date as complained_date,
        sentiments.polarity
    from tickets
    left join sentiments on sentiments.source_name = 'service_tickets' and tickets.ticket_id = sentiments.feedback_id
    where tickets.is_complaint
    union all
    select
        source_name,
        feedback_id,
        product_id,
        cast(null as {{ dbt.type_string() }}) as ticket_topic,
        written_date as complained_date,
        polarity
    from sentiments
    where source_name = 'survey_responses' and polarity < 0

)

select * from final
