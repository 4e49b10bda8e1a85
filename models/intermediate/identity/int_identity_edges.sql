{#- A match has weighed birth dates and genders itself where the model compares them. What it does not compare forbids it as it
    forbids the rules. -#}

with rule_edges as (

    select * from {{ ref('int_identity_rule_edges') }}

),

matches as (

    select * from {{ ref('int_identity_matches') }}
    where is_accepted

),

match_model as (

    select distinct comparison from {{ ref('int_identity_match_model') }}

),

unweighed as (

    select barriers.*
    from {{ ref('int_identity_barriers') }} as barriers
    left join match_model on barriers.barrier_type = match_model.comparison
    where match_model.comparison is null and barriers.barrier_type in ('birth_date', 'gender')

),

forbidden as (

    select distinct
        matches.record_a,
        matches.record_b
    from matches
    inner join unweighed as ours on matches.record_a = ours.record_id
    inner join unweighed as theirs on matches.record_b = theirs.record_id and ours.barrier_type = theirs.barrier_type
    where {{ barrier_forbids('ours.barrier_type', 'ours.barrier_value', 'theirs.barrier_value') }}

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
    left join forbidden on matches.record_a = forbidden.record_a and matches.record_b = forbidden.record_b
    where forbidden.record_a is null

)

select * from final
