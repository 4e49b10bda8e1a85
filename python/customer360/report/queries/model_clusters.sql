select n_clusters as number_of_clusters, stability, silhouette, is_stable, is_published
from cluster_selection
order by n_clusters
