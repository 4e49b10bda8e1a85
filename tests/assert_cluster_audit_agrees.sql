-- The clusters that Python assigned are those SQL finds nearest.
select * from {{ ref('customer_clusters_audit') }}
where
    cluster_id is distinct from recomputed_cluster_id
    or coalesce(abs(distance - recomputed_distance), 1) > 1e-9
