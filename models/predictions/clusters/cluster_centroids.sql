{#- The centre of each cluster on each feature: scaled, as distances use it, and in the feature's own unit. -#}

with parts as (

    select * from {{ ref('cluster_model_fit') }}
    where part = 'centroid'

),

matches as (

    select * from {{ ref('cluster_matches') }}
    where is_latest and new_cluster_id is not null

),

final as (

    select
        matches.new_cluster_id as cluster_id,
        matches.new_cluster_name as cluster_name,
        parts.item as feature,
        parts.number as scaled_centre,
        parts.reference as natural_centre,
        matches.n_training_customers
    from parts
    inner join matches on parts.item_number = matches.fitted_number

)

select * from final
