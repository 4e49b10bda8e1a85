{#- The patterns of both lexicons, taken apart as the texts are. A list is what its patterns compete in: the longest one
    counts. -#}

with patterns as (

    select
        language,
        'sentiment' as list_name,
        pattern,
        {{ words_text('pattern') }} as words
    from {{ ref('sentiment_words') }}
    union all
    select
        language,
        topic as list_name,
        pattern,
        {{ words_text('pattern') }} as words
    from {{ ref('topic_words') }}

),

taken_apart as (

    select
        language,
        list_name,
        pattern,
        words,
        {{ text_parts('words', ' ', 'word_number', 'word') }}
    from patterns

),

final as (

    select
        *,
        count(*) over (partition by language, list_name, pattern) as n_words
    from taken_apart

)

select * from final
