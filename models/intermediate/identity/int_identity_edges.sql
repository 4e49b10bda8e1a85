with rule_edges as (

    select * from {{ ref('int_identity_rule_edges') }}

),

matches as (

    select * from {{ ref('int_identity_matches') }}
    where is_accepted

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

final as (

    select * from rule_edges
    union all
    select
        matches.record_a,
        matches.record_b,
        identity_rules.rule,
        identity_rules.priority,
        identity_rules.strength,
        matches.match_weight as score
    from matches
    inner join identity_rules on identity_rules.rule = 'probabilistic_match'

)

select * from final
