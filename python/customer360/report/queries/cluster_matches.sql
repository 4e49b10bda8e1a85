-- people: n_training_customers
-- within:
select old_cluster_name, new_cluster_name, 'segment_' || status as status, n_training_customers
from cluster_matches
where is_latest
order by cluster_id
