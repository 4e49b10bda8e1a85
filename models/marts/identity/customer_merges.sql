with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

edges as (

    select * from {{ ref('int_identity_accepted_edges') }}

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

both_ways as (

    select record_a as record_id, record_b as other_record_id, rule, priority, strength from edges
    union all
    select record_b as record_id, record_a as other_record_id, rule, priority, strength from edges

),

ranked as (

    select
        *,
        row_number() over (partition by record_id order by priority asc, other_record_id asc) as place
    from both_ways

),

final as (

    select
        people.record_id,
        people.person_id,
        ranked.other_record_id,
        ranked.rule,
        ranked.strength,
        coalesce(
            {{ dbt.concat(["'This record '", 'identity_rules.description', "' as '", 'ranked.other_record_id', "'.'"]) }},
            'This record shares nothing with others.'
        ) as evidence
    from people
    left join ranked on people.record_id = ranked.record_id and ranked.place = 1
    left join identity_rules on ranked.rule = identity_rules.rule

)

select * from final
