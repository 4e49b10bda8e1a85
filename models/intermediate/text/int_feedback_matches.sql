{#- Where the lexicons' patterns stand in the texts: all words of a pattern in a row. Of patterns that overlap the longest
    counts, of equally long ones the first. -#}

with words as (

    select
        words.*,
        languages.language
    from {{ ref('int_feedback_words') }} as words
    inner join {{ ref('int_feedback_languages') }} as languages on words.text_id = languages.text_id

),

lexicon as (

    select * from {{ ref('int_lexicon_words') }}

),

found as (

    select
        words.text_id,
        words.language,
        words.clause_number,
        lexicon.list_name,
        lexicon.pattern,
        words.word_number - lexicon.word_number as first_word,
        words.word_number - lexicon.word_number + lexicon.n_words - 1 as last_word,
        lexicon.n_words
    from words
    inner join lexicon on words.language = lexicon.language and words.word = lexicon.word
    group by
        words.text_id, words.language, words.clause_number, lexicon.list_name, lexicon.pattern, lexicon.n_words,
        words.word_number - lexicon.word_number
    having count(*) = lexicon.n_words

),

final as (

    select found.*
    from found
    left join found as longer
        on
            found.text_id = longer.text_id
            and found.clause_number = longer.clause_number
            and found.list_name = longer.list_name
            and found.first_word <= longer.last_word
            and found.last_word >= longer.first_word
            and (
                found.n_words < longer.n_words
                or (found.n_words = longer.n_words and found.first_word > longer.first_word)
                or (found.n_words = longer.n_words and found.first_word = longer.first_word and found.pattern > longer.pattern)
            )
    where longer.text_id is null

)

select * from final
