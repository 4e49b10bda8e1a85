-- Customers arrive in the clusters of a month-end and come from those of the month-end before.
with assigned as (

    select
        as_of_date as snapshot_date,
        cluster_id,
        count(*) as n_customers
    from {{ ref('customer_clusters_monthly') }}
    where status = 'assigned'
    group by as_of_date, cluster_id

),

days as (

    select
        min(snapshot_date) as first_date,
        max(snapshot_date) as last_date
    from assigned

),

expected as (

    select
        'to' as side,
        assigned.snapshot_date,
        assigned.cluster_id,
        assigned.n_customers
    from assigned
    inner join days on assigned.snapshot_date > days.first_date
    union all
    select
        'from' as side,
        cast({{ dbt.last_day(dbt.dateadd('month', 1, 'assigned.snapshot_date'), 'month') }} as date) as snapshot_date,
        assigned.cluster_id,
        assigned.n_customers
    from assigned
    inner join days on assigned.snapshot_date < days.last_date

),

found as (

    select
        'to' as side,
        snapshot_date,
        to_cluster_id as cluster_id,
        sum(n_customers) as n_customers,
        1 as rate
    from {{ ref('cluster_migrations') }}
    where to_cluster_id is not null
    group by snapshot_date, to_cluster_id
    union all
    select
        'from' as side,
        snapshot_date,
        from_cluster_id as cluster_id,
        sum(n_customers) as n_customers,
        cast(sum(cast(from_cluster_rate as decimal(20, 12))) as double) as rate
    from {{ ref('cluster_migrations') }}
    where from_cluster_id is not null
    group by snapshot_date, from_cluster_id

)

select
    coalesce(expected.side, found.side) as side,
    coalesce(expected.snapshot_date, found.snapshot_date) as snapshot_date,
    coalesce(expected.cluster_id, found.cluster_id) as cluster_id
from expected
full outer join found
    on
        expected.side = found.side
        and expected.snapshot_date = found.snapshot_date
        and expected.cluster_id = found.cluster_id
where expected.n_customers is distinct from found.n_customers or abs(found.rate - 1) > 1e-9
