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

part_matches as (

    select
        words.text_id,
        words.language,
        words.clause_number,
        words.word_number,
        lexicon.list_name,
        lexicon.pattern,
        words.word_number - lexicon.word_number as first_word,
        words.word_number - lexicon.word_number + lexicon.n_words - 1 as last_word,
        lexicon.n_words,
        count(*) over (
            partition by
                words.text_id, words.clause_number, lexicon.list_name, lexicon.pattern, words.word_number - lexicon.word_number
        ) as n_words_found
    from words
    inner join lexicon on words.language = lexicon.language and words.word = lexicon.word

),

-- By words and not by pairs of patterns, of which a long text has a square of its length.
ranked as (

    select
        *,
        row_number() over (
            partition by text_id, clause_number, list_name, word_number
            order by n_words desc, first_word asc, pattern asc
        ) as place
    from part_matches
    where n_words_found = n_words

),

final as (

    select
        text_id,
        language,
        clause_number,
        list_name,
        pattern,
        first_word,
        last_word,
        n_words
    from ranked
    group by text_id, language, clause_number, list_name, pattern, first_word, last_word, n_words
    having max(place) = 1

)

select * from final
