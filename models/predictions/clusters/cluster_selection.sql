{#- Every number of clusters that was tried, with its mean silhouette; the highest is published. -#}

with parts as (

    select * from {{ ref('cluster_model_fit') }}
    where part = 'candidate'

),

final as (

    select
        item_number as n_clusters,
        number as silhouette,
        row_number() over (order by number desc, item_number asc) = 1 as is_published
    from parts

)

select * from final
