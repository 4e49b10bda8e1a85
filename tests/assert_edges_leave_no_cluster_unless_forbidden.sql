-- An edge leads from cluster to cluster only where statements of the two, or a steward, forbid that they are one.
with edges as (

    select * from {{ ref('int_identity_edges') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

refused_merges as (

    select * from {{ ref('int_identity_refused_merges') }}

),

final as (

    select edges.record_a, edges.record_b, people_a.cluster_id as cluster_a, people_b.cluster_id as cluster_b
    from edges
    left join people as people_a on edges.record_a = people_a.record_id
    left join people as people_b on edges.record_b = people_b.record_id
    left join refused_merges
        on
            least(people_a.cluster_id, people_b.cluster_id) = refused_merges.cluster_a
            and greatest(people_a.cluster_id, people_b.cluster_id) = refused_merges.cluster_b
    where people_a.cluster_id is distinct from people_b.cluster_id and refused_merges.cluster_a is null

)

select * from final
