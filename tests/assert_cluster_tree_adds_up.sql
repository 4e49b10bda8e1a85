-- The squared heights of all merges sum to twice the sum of squares between the clusters; the last merge holds everybody.
with centres as (

    select
        feature,
        scaled_centre,
        n_training_customers,
        cast(sum(cast(scaled_centre as decimal(20, 10)) * n_training_customers) over (partition by feature) as double)
        / (sum(n_training_customers) over (partition by feature)) as mean_centre
    from {{ ref('cluster_centroids') }}

),

between_clusters as (

    select
        cast(sum(cast(2 * n_training_customers * power(scaled_centre - mean_centre, 2) as decimal(30, 10))) as double)
            as sum_of_squares
    from centres

),

sizes as (

    select sum(n_training_customers) as n_customers
    from (select distinct cluster_id, n_training_customers from {{ ref('cluster_centroids') }}) as each_cluster

),

steps as (

    select
        cast(sum(cast(power(height, 2) as decimal(30, 10))) as double) as sum_of_squares,
        max(n_training_customers) as n_customers
    from {{ ref('cluster_tree') }}

)

select
    between_clusters.sum_of_squares,
    steps.sum_of_squares as merged_sum_of_squares,
    sizes.n_customers,
    steps.n_customers as n_merged_customers
from between_clusters
cross join sizes
cross join steps
where
    abs(between_clusters.sum_of_squares - coalesce(steps.sum_of_squares, 0)) > 1e-6 * (1 + between_clusters.sum_of_squares)
    or sizes.n_customers is distinct from steps.n_customers
