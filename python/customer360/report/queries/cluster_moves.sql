-- people: n_customers
-- hides: from_cluster_rate
-- within: from_cluster_id
select
    from_cluster_id,
    from_cluster_name,
    case when is_stay then 'stayed' when to_cluster_id is not null then 'other_cluster' else 'no_cluster' end as move,
    sum(n_customers) as n_customers,
    sum(from_cluster_rate) as from_cluster_rate
from cluster_migrations
where from_cluster_id is not null
group by snapshot_date, from_cluster_id, from_cluster_name, move
qualify rank() over (order by snapshot_date desc) = 1
order by from_cluster_id asc, move desc
