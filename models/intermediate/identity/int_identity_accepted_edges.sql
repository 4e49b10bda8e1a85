with edges as (

    select * from {{ ref('int_identity_edges') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

final as (

    select edges.*
    from edges
    inner join people as people_a on edges.record_a = people_a.record_id
    inner join people as people_b on edges.record_b = people_b.record_id and people_a.cluster_id = people_b.cluster_id

)

select * from final
