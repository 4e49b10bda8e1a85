-- The differences of the clusters, weighted by their customers, cancel out on every feature, and everybody is counted once.
with members as (

    select count(*) as n_customers
    from {{ ref('customer_clusters') }}
    where status = 'assigned'

),

profiles as (

    select
        feature,
        sum(n_customers) as n_customers,
        cast(sum(cast(difference * n_customers as decimal(30, 8))) as double) as sum_of_differences,
        max(abs(average)) as average
    from {{ ref('cluster_feature_profiles') }}
    group by feature

)

select
    profiles.feature,
    profiles.n_customers,
    profiles.sum_of_differences
from profiles
cross join members
where
    profiles.n_customers <> members.n_customers
    or abs(profiles.sum_of_differences) > 1e-6 * members.n_customers * (1 + profiles.average)
