{#- The centre of each cluster on each feature: scaled, as distances use it, and in the feature's own unit. -#}

with parts as (

    select * from {{ ref('cluster_model_fit') }}

),

names as (

    select
        item_number as cluster_id,
        item as cluster_name
    from parts
    where part = 'name'

),

final as (

    select
        parts.item_number as cluster_id,
        names.cluster_name,
        parts.item as feature,
        parts.number as scaled_centre,
        parts.reference as natural_centre
    from parts
    inner join names on parts.item_number = names.cluster_id
    where parts.part = 'centroid'

)

select * from final
