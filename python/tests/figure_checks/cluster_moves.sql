-- The two last month-ends of the customers beside each other.
with
days as (select max(as_of_date) as now, last_day(max(as_of_date) - interval 1 month) as was from customer_clusters_monthly),
pairs as (
    select a.cluster_id as from_cluster_id, a.cluster_name as from_cluster_name, b.cluster_id as to_cluster_id
    from days
    join customer_clusters_monthly as a on a.as_of_date = days.was and a.status = 'assigned'
    left join customer_clusters_monthly as b
        on b.as_of_date = days.now and b.customer_id = a.customer_id and b.status = 'assigned'
),
counted as (
    select
        from_cluster_id, from_cluster_name, count(*) as n_customers,
        case
            when to_cluster_id is null then 'no_cluster' when to_cluster_id = from_cluster_id then 'stayed' else 'other_cluster'
        end as move
    from pairs group by all
)
select *, n_customers / sum(n_customers) over (partition by from_cluster_id) as from_cluster_rate
from counted
order by from_cluster_id, move desc
