-- In the first run every cluster is new.
select cast(null as varchar) as old_cluster_name, cluster_name as new_cluster_name, 'segment_new' as status,
n_customers as n_training_customers
from cluster_profiles
order by cluster_id
