with texts as (

    select * from {{ ref('int_feedback_texts') }}

),

languages as (

    select * from {{ ref('int_feedback_languages') }}

),

sentiments as (

    select * from {{ ref('int_feedback_sentiments') }}

),

lexicon_languages as (

    select distinct language from {{ ref('sentiment_words') }}

),

final as (

    select
        texts.source_name,
        texts.feedback_id,
        texts.customer_id,
        texts.product_id,
        texts.written_date,
        languages.language,
        lexicon_languages.language is not null as is_read,
        coalesce(sentiments.n_matches, 0) as n_matches,
        cast(sentiments.score as bigint) as score,
        cast(sign(sentiments.score) as int) as polarity,
        case
            when sentiments.score > 0 then 'positive'
            when sentiments.score < 0 then 'negative'
            when sentiments.score = 0 then 'mixed'
            else 'none'
        end as sentiment,
        sentiments.matched_words
    from texts
    inner join languages on texts.text_id = languages.text_id
    left join sentiments on texts.text_id = sentiments.text_id
    left join lexicon_languages on languages.language = lexicon_languages.language

)

select * from final
