{#- What stands nearest before a word, intensifiers and fillers aside, decides: a negation turns it, another word does not. It
    turns a good word within its reach, a bad one across intensifiers and fillers alone: 'not a problem' praises, 'not solve my
    problem' does not. A turned word is not strengthened: 'not very good' is as bad as 'not good'. A good word that has a reach
    is an intensifier before a bad one: 好 is good, 好慢 very slow. -#}

with matches as (

    select * from {{ ref('int_feedback_matches') }}
    where list_name = 'sentiment'

),

lexicon as (

    select * from {{ ref('sentiment_words') }}

),

rated as (

    select
        matches.*,
        lexicon.kind,
        lexicon.polarity,
        lexicon.reach
    from matches
    inner join lexicon on matches.language = lexicon.language and matches.pattern = lexicon.pattern

),

followed as (

    select
        *,
        lead(polarity) over in_clause as next_polarity,
        lead(first_word) over in_clause as next_word,
        last_word - sum(last_word - first_word + 1) over in_clause as unlisted_words
    from rated
    window in_clause as (partition by text_id, clause_number order by first_word)

),

with_intensifiers as (

    select
        text_id,
        language,
        clause_number,
        pattern,
        first_word,
        last_word,
        case
            when polarity > 0 and next_polarity < 0 and next_word <= last_word + reach then 'intensifier' else kind
        end as kind,
        polarity,
        reach,
        unlisted_words
    from followed

),

preceded as (

    select
        *,
        lag(kind) over in_sense as kind_before,
        lag(last_word + reach) over in_sense as reached_word,
        lag(pattern) over in_sense as pattern_before,
        lag(unlisted_words) over in_sense as unlisted_words_before,
        lag(kind) over in_clause as neighbour_kind,
        lag(last_word + reach) over in_clause as strengthened_word,
        lag(pattern) over in_clause as neighbour
    from with_intensifiers
    window
        in_sense as (partition by text_id, clause_number, kind in ('intensifier', 'filler') order by first_word),
        in_clause as (partition by text_id, clause_number order by first_word)

),

turned as (

    select
        *,
        coalesce(
            kind_before = 'negation'
            and case when polarity > 0 then first_word <= reached_word + 1 else unlisted_words = unlisted_words_before end,
            false
        ) as is_negated,
        coalesce(neighbour_kind = 'intensifier' and first_word <= strengthened_word, false) as is_strengthened
    from preceded
    where kind = 'word' and polarity <> 0

),

weighed as (

    select
        text_id,
        clause_number * cast(10000000 as bigint) + first_word as place,
        case when is_negated then -polarity when is_strengthened then 2 * polarity else polarity end as points,
        case when is_negated then pattern_before when is_strengthened then neighbour end as modifier,
        case when language = 'zh' then '' else ' ' end as gap,
        pattern
    from turned

),

final as (

    select
        text_id,
        count(*) as n_matches,
        cast(sum(points) as bigint) as score,
        {{ list_in_order(
            dbt.concat([
                "coalesce(modifier || gap, '')", 'pattern', "' ('", "case when points > 0 then '+' else '' end",
                'cast(points as ' ~ dbt.type_string() ~ ')', "')'"
            ]), 'place'
        ) }} as matched_words
    from weighed
    group by text_id

)

select * from final
