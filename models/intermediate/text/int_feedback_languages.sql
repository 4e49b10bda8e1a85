{#- By the small words that each language uses, seed language_words. Without any it is Chinese where it has an East Asian
    sign, or else English: a short text such as "great service" has none. -#}

with texts as (

    select distinct
        text_id,
        words
    from {{ ref('int_feedback_texts') }}

),

words as (

    select * from {{ ref('int_feedback_words') }}

),

language_words as (

    select * from {{ ref('language_words') }}

),

counted as (

    select
        words.text_id,
        language_words.language,
        count(*) as n_words
    from words
    inner join language_words on words.word = language_words.word
    group by words.text_id, language_words.language

),

ranked as (

    select
        text_id,
        language,
        row_number() over (
            partition by text_id order by n_words desc, case when language = 'en' then 0 else 1 end asc, language asc
        ) as place
    from counted

),

final as (

    select
        texts.text_id,
        case
            when ranked.language is not null then ranked.language
            when {{ regexp_matches('texts.words', '[\\x{4e00}-\\x{9fff}]') }} then 'zh'
            when {{ regexp_matches('texts.words', '[a-z]') }} then 'en'
            else 'unknown'
        end as language
    from texts
    left join ranked on texts.text_id = ranked.text_id and ranked.place = 1

)

select * from final
