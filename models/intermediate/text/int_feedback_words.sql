{#- Texts are taken apart once, however often they were written. A phrase ends with its clause, so that words are numbered in
    it. -#}

with texts as (

    select distinct
        text_id,
        words
    from {{ ref('int_feedback_texts') }}

),

clauses as (

    select
        text_id,
        {{ text_parts('words', '|', 'clause_number', 'clause') }}
    from texts

),

trimmed as (

    select
        text_id,
        clause_number,
        trim(clause) as clause
    from clauses

),

final as (

    select
        text_id,
        clause_number,
        {{ text_parts('clause', ' ', 'word_number', 'word') }}
    from trimmed
    where clause <> ''

)

select * from final
