with texts as (

    select * from {{ ref('int_feedback_texts') }}

),

topics as (

    select * from {{ ref('int_feedback_text_topics') }}

),

final as (

    select
        texts.source_name,
        texts.feedback_id,
        topics.topic,
        texts.customer_id,
        texts.product_id,
        texts.written_date,
        topics.n_matches,
        topics.matched_words
    from texts
    inner join topics on texts.text_id = topics.text_id

)

select * from final
