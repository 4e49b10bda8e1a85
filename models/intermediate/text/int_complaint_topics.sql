{#- What its words name; a complaint whose words name nothing has the topic that its ticket bears, by the seed ticket_topics.
    -#}

with complaints as (

    select * from {{ ref('int_complaints') }}

),

topics as (

    select * from {{ ref('feedback_topics') }}

),

ticket_topics as (

    select * from {{ ref('ticket_topics') }}

),

final as (

    select
        complaints.*,
        coalesce(topics.topic, ticket_topics.topic, 'unknown') as topic,
        topics.topic is not null as is_from_text
    from complaints
    left join topics on complaints.source_name = topics.source_name and complaints.feedback_id = topics.feedback_id
    left join ticket_topics on complaints.ticket_topic = ticket_topics.ticket_topic

)

select * from final
