-- people: n_customers
-- hides: cluster_mean, average_index
-- within: feature
select cluster_id, cluster_name, feature, n_customers, cluster_mean, average, average_index
from cluster_feature_profiles
order by cluster_id, feature
