-- The number of clusters that SQL chooses from the published measures is the one that Python fitted.
with selected as (

    select coalesce(max(case when is_published then n_clusters end), 0) as n_clusters
    from {{ ref('cluster_selection') }}

),

published as (

    select count(distinct cluster_id) as n_clusters
    from {{ ref('cluster_centroids') }}

)

select
    selected.n_clusters as n_selected,
    published.n_clusters as n_published
from selected
cross join published
where selected.n_clusters <> published.n_clusters
