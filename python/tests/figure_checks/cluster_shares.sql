-- Arrivals and departures of every month added to the month before: the same sizes.
with
first as (
    select min(as_of_date) as day from customer_clusters_monthly
),
starts as (
    select as_of_date as day, cluster_id, count(*) as n from customer_clusters_monthly, first
    where as_of_date = first.day group by all
),
moves as (
    select snapshot_date as day, to_cluster_id as cluster_id,
    n_customers as n from cluster_migrations where to_cluster_id is not null
    union all
    select snapshot_date, from_cluster_id, -n_customers from cluster_migrations where from_cluster_id is not null
    union all
    from starts
),
sizes as (
    select day as as_of_date, cluster_id, cast(sum(sum(n)) over (partition by cluster_id order by day) as bigint) as n_customers
    from moves group by day, cluster_id
)
select sizes.*, p.cluster_name
from sizes join cluster_profiles as p using (cluster_id)
qualify dense_rank() over (order by as_of_date desc) <= 13
order by as_of_date, cluster_id
