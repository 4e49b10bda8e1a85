{#- What sets each cluster apart: the mean of its members on each feature beside that of all clustered customers. -#}

with members as (

    select
        clusters.cluster_id,
        clusters.cluster_name,
        features.*
    from {{ ref('customer_clusters') }} as clusters
    inner join {{ ref('cluster_features') }} as features on clusters.customer_id = features.customer_id
    where clusters.status = 'assigned'

),

labels as (

    select * from {{ ref('cluster_feature_words') }}

),

centroids as (

    select * from {{ ref('cluster_centroids') }}

),

named as (

    select
        members.cluster_id,
        members.cluster_name,
        labels.feature,
        labels.feature_label,
        labels.unit,
        cast({{ named_value('labels.feature', cluster_feature_names()) }} as decimal(30, 10)) as feature_value
    from members
    cross join labels

),

sums as (

    select
        cluster_id,
        cluster_name,
        feature,
        feature_label,
        unit,
        count(*) as n_customers,
        sum(feature_value) as feature_sum
    from named
    group by cluster_id, cluster_name, feature, feature_label, unit

),

means as (

    select
        *,
        cast(feature_sum as double) / n_customers as cluster_mean,
        cast(sum(feature_sum) over (partition by feature) as double) / (sum(n_customers) over (partition by feature))
            as average
    from sums

),

final as (

    select
        means.cluster_id,
        means.cluster_name,
        means.feature,
        means.feature_label,
        means.unit,
        cast(means.n_customers as bigint) as n_customers,
        means.cluster_mean,
        means.average,
        means.cluster_mean - means.average as difference,
        100 * means.cluster_mean / nullif(means.average, 0) as average_index,
        centroids.scaled_centre as scaled_difference,
        cast(row_number() over (
            partition by means.cluster_id order by abs(centroids.scaled_centre) desc, means.feature
        ) as int) as difference_rank
    from means
    inner join centroids on means.cluster_id = centroids.cluster_id and means.feature = centroids.feature

)

select * from final
