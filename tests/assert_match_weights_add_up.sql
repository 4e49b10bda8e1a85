-- The weights of identity_match_weights, recomputed from the parameters, add up to what Splink gave the pair.
with matches as (

    select * from {{ ref('int_identity_matches') }}

),

added as (

    select record_a, record_b, sum(match_weight) as match_weight
    from {{ ref('identity_match_weights') }}
    group by record_a, record_b

),

final as (

    select matches.record_a, matches.record_b, matches.match_weight, added.match_weight as added_weight
    from matches
    left join added
        on
            {{ customer_number('matches.record_a') }} = added.record_a
            and {{ customer_number('matches.record_b') }} = added.record_b
    where added.match_weight is null or abs(matches.match_weight - added.match_weight) > 1e-9

)

select * from final
