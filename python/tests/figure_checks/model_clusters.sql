-- What was fitted, and which number the published model has.
select
    n_clusters as number_of_clusters,
    stability,
    silhouette,
    stability >= 0.75 as is_stable,
    n_clusters = (select count(*) from cluster_profiles) as is_published
from cluster_selection
order by n_clusters
