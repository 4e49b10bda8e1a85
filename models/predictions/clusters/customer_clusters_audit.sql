{#- The published clusters beside their recomputation in SQL;
    tests/assert_cluster_audit_agrees.sql holds them equal. -#}

with assigned as (

    select * from {{ ref('customer_clusters') }}
    where status = 'assigned'

),

features as (

    select * from {{ ref('cluster_features') }}

),

model as (

    select
        centroids.cluster_id,
        centroids.feature,
        centroids.scaled_centre,
        scales.log_mean,
        scales.log_scale
    from {{ ref('cluster_centroids') }} as centroids
    inner join {{ ref('cluster_scales') }} as scales on centroids.feature = scales.feature

),

named as (

    select
        features.customer_id,
        model.*,
        {{ named_value('model.feature', cluster_feature_names()) }} as feature_value
    from features
    cross join model

),

distances as (

    select
        customer_id,
        cluster_id,
        sqrt(cast(sum(cast(
            power({{ scaled_log('feature_value', 'log_mean', 'log_scale') }} - scaled_centre, 2) as decimal(30, 15)
        )) as double)) as distance
    from named
    group by customer_id, cluster_id

),

nearest as (

    select
        *,
        row_number() over (partition by customer_id order by distance, cluster_id) as distance_rank
    from distances

),

final as (

    select
        assigned.customer_id,
        assigned.as_of_date,
        assigned.cluster_id,
        nearest.cluster_id as recomputed_cluster_id,
        assigned.distance,
        nearest.distance as recomputed_distance
    from assigned
    left join nearest on assigned.customer_id = nearest.customer_id and nearest.distance_rank = 1

)

select * from final
