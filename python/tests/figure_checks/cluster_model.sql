-- As many centres as the algorithm says, fitted on as many customers.
select
    'fitted' as status, cast(null as varchar) as reason_code,
    'k-means, k = ' || (select count(distinct cluster_id) from cluster_centroids) as algorithm,
    (select count(*) from cluster_training_sample) as n_training_rows
