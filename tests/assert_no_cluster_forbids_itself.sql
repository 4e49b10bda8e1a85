-- No two records of one cluster state what forbids that they are one person, unless a steward decided on one of the cluster's,
-- or a match of its records has weighed it.
with barriers as (

    select * from {{ ref('int_identity_barriers') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

decisions as (

    select * from {{ ref('int_identity_decisions') }}

),

decided as (

    select people.cluster_id
    from decisions
    inner join people on decisions.record_a = people.record_id
    where decisions.decision = 'always'

),

weighed as (

    select distinct
        people_a.cluster_id,
        match_model.comparison
    from {{ ref('int_identity_edges') }} as edges
    inner join people as people_a on edges.record_a = people_a.record_id
    inner join people as people_b on edges.record_b = people_b.record_id and people_a.cluster_id = people_b.cluster_id
    cross join {{ ref('int_identity_match_model') }} as match_model
    where edges.rule = 'probabilistic_match' and match_model.comparison in ('birth_date', 'gender')

),

stated as (

    select distinct people.cluster_id, barriers.barrier_type, barriers.barrier_value
    from barriers
    inner join people on barriers.record_id = people.record_id

),

within_one as (

    select ours.cluster_id, ours.barrier_type
    from stated as ours
    inner join stated as theirs
        on
            ours.cluster_id = theirs.cluster_id
            and ours.barrier_type = theirs.barrier_type
            and ours.barrier_value < theirs.barrier_value
    left join decided on ours.cluster_id = decided.cluster_id
    left join weighed on ours.cluster_id = weighed.cluster_id and ours.barrier_type = weighed.comparison
    where
        decided.cluster_id is null
        and weighed.cluster_id is null
        and {{ barrier_forbids('ours.barrier_type', 'ours.barrier_value', 'theirs.barrier_value') }}

),

never as (

    select people_a.cluster_id, decisions.decision as barrier_type
    from decisions
    inner join people as people_a on decisions.record_a = people_a.record_id
    inner join people as people_b on decisions.record_b = people_b.record_id and people_a.cluster_id = people_b.cluster_id
    where decisions.decision = 'never'

),

final as (

    select cluster_id, barrier_type from within_one
    union all
    select cluster_id, barrier_type from never

)

select * from final
