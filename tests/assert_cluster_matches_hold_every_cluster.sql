-- Each run names every cluster of its model once, and says of every cluster of the run before that it is the same or gone.
with matches as (

    select * from {{ ref('cluster_matches') }}

),

logged as (

    select
        run_number,
        count(*) as n_clusters
    from {{ ref('int_cluster_model_log') }}
    where part = 'size'
    group by run_number

),

counted as (

    select
        matches.run_number,
        count(matches.new_cluster_id) as n_new,
        count(matches.old_cluster_id) as n_old,
        count(case when matches.status = 'same' and not matches.distance <= rules.threshold then 1 end) as n_too_far
    from matches
    cross join {{ ref('cluster_rules') }} as rules
    where rules.rule = 'match_distance'
    group by matches.run_number

)

select
    logged.run_number,
    logged.n_clusters,
    counted.n_new,
    counted.n_old,
    counted.n_too_far
from logged
left join counted on logged.run_number = counted.run_number
left join logged as earlier on logged.run_number = earlier.run_number + 1
where
    counted.n_new is distinct from logged.n_clusters
    or counted.n_old is distinct from coalesce(earlier.n_clusters, 0)
    or counted.n_too_far > 0
