{#- By the small words that each language uses, seed language_words, and by East Asian signs, each as much as a word of weight 1:
    of Japanese where the text has kana, or else of Chinese. Without any a text is English: one as short as "great service"
    has none. -#}

with texts as (

    select distinct
        text_id,
        words,
        {{ regexp_replace_all('words', '[^\\x{3040}-\\x{30ff}\\x{4e00}-\\x{9fff}]+', '') }} as signs
    from {{ ref('int_feedback_texts') }}

),

words as (

    select * from {{ ref('int_feedback_words') }}

),

language_words as (

    select * from {{ ref('language_words') }}

),

weighed as (

    select
        words.text_id,
        language_words.language,
        sum(language_words.weight) as weight
    from words
    inner join language_words on words.word = language_words.word
    group by words.text_id, language_words.language
    having sum(language_words.weight) > 1
    union all
    select
        text_id,
        case when {{ regexp_matches('signs', '[\\x{3040}-\\x{30ff}]') }} then 'ja' else 'zh' end as language,
        length(signs) as weight
    from texts
    where signs <> ''

),

ranked as (

    select
        text_id,
        language,
        row_number() over (
            partition by text_id order by weight desc, case when language = 'en' then 0 else 1 end asc, language asc
        ) as place
    from weighed

),

final as (

    select
        texts.text_id,
        case
            when ranked.language is not null then ranked.language
            when {{ regexp_matches('texts.words', '[a-z]') }} then 'en'
            else 'unknown'
        end as language
    from texts
    left join ranked on texts.text_id = ranked.text_id and ranked.place = 1

)

select * from final
