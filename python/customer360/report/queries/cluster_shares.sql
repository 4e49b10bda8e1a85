-- people: n_customers
-- within: as_of_date
select as_of_date, cluster_id, cluster_name, count(*) as n_customers
from customer_clusters_monthly
where status = 'assigned'
group by as_of_date, cluster_id, cluster_name
qualify dense_rank() over (order by as_of_date desc) <= 13
order by as_of_date, cluster_id
