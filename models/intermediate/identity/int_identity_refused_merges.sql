with edges as (

    select * from {{ ref('int_identity_edges') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

barriers as (

    select * from {{ ref('int_identity_barriers') }}

),

decisions as (

    select * from {{ ref('int_identity_decisions') }}
    where decision = 'never'

),

refused as (

    select
        least(people_a.cluster_id, people_b.cluster_id) as cluster_a,
        greatest(people_a.cluster_id, people_b.cluster_id) as cluster_b,
        min(edges.priority) as priority
    from edges
    inner join people as people_a on edges.record_a = people_a.record_id
    inner join people as people_b on edges.record_b = people_b.record_id
    where people_a.cluster_id <> people_b.cluster_id
    group by least(people_a.cluster_id, people_b.cluster_id), greatest(people_a.cluster_id, people_b.cluster_id)

),

stated as (

    select distinct people.cluster_id, barriers.barrier_type, barriers.barrier_value
    from barriers
    inner join people on barriers.record_id = people.record_id

),

forbidden as (

    select
        refused.cluster_a,
        refused.cluster_b,
        refused.priority,
        ours.barrier_type,
        ours.barrier_value as value_a,
        theirs.barrier_value as value_b
    from refused
    inner join stated as ours on refused.cluster_a = ours.cluster_id
    inner join stated as theirs on refused.cluster_b = theirs.cluster_id and ours.barrier_type = theirs.barrier_type
    where {{ barrier_forbids('ours.barrier_type', 'ours.barrier_value', 'theirs.barrier_value') }}
    union all
    select
        refused.cluster_a,
        refused.cluster_b,
        refused.priority,
        'steward_decision' as barrier_type,
        'never' as value_a,
        'never' as value_b
    from decisions
    inner join people as people_a on decisions.record_a = people_a.record_id
    inner join people as people_b on decisions.record_b = people_b.record_id
    inner join refused
        on
            least(people_a.cluster_id, people_b.cluster_id) = refused.cluster_a
            and greatest(people_a.cluster_id, people_b.cluster_id) = refused.cluster_b

),

final as (

    select
        cluster_a,
        cluster_b,
        barrier_type,
        priority,
        count(distinct value_a) as n_values_a,
        count(distinct value_b) as n_values_b,
        min(value_a) as value_a,
        min(value_b) as value_b
    from forbidden
    group by cluster_a, cluster_b, barrier_type, priority

)

select * from final
