with matches as (

    select * from {{ ref('int_feedback_matches') }}
    where list_name <> 'sentiment'

),

first_places as (

    select
        text_id,
        list_name as topic,
        pattern,
        count(*) as n_matches,
        min(clause_number * cast(10000000 as bigint) + first_word) as place
    from matches
    group by text_id, list_name, pattern

),

final as (

    select
        text_id,
        topic,
        cast(sum(n_matches) as bigint) as n_matches,
        {{ list_in_order('pattern', 'place') }} as matched_words
    from first_places
    group by text_id, topic

)

select * from final
