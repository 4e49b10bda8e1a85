{#- Who moved between clusters from one month-end to the next, by one model, so that moves are the customers' own.
    `not clustered` is the cluster of those without a valid order in 365 days: they enter by an order and leave by silence. -#}

with assigned as (

    select
        customer_id,
        as_of_date as snapshot_date,
        cluster_id,
        cluster_name
    from {{ ref('customer_clusters_monthly') }}
    where status = 'assigned'

),

days as (

    select
        min(snapshot_date) as first_date,
        max(snapshot_date) as last_date
    from assigned

),

earlier as (

    select
        *,
        cast({{ dbt.last_day(dbt.dateadd('month', 1, 'snapshot_date'), 'month') }} as date) as next_date
    from assigned

),

pairs as (

    select
        coalesce(assigned.snapshot_date, earlier.next_date) as snapshot_date,
        earlier.cluster_id as from_cluster_id,
        coalesce(earlier.cluster_name, 'not clustered') as from_cluster_name,
        assigned.cluster_id as to_cluster_id,
        coalesce(assigned.cluster_name, 'not clustered') as to_cluster_name,
        cast(count(*) as bigint) as n_customers
    from assigned
    full outer join earlier on assigned.customer_id = earlier.customer_id and assigned.snapshot_date = earlier.next_date
    group by
        coalesce(assigned.snapshot_date, earlier.next_date), earlier.cluster_id, coalesce(earlier.cluster_name, 'not clustered'),
        assigned.cluster_id, coalesce(assigned.cluster_name, 'not clustered')

),

final as (

    select
        pairs.snapshot_date,
        pairs.from_cluster_id,
        pairs.from_cluster_name,
        pairs.to_cluster_id,
        pairs.to_cluster_name,
        coalesce(pairs.from_cluster_id = pairs.to_cluster_id, false) as is_stay,
        pairs.n_customers,
        case
            when pairs.from_cluster_id is not null
                then
                    cast(pairs.n_customers as double)
                    / (sum(pairs.n_customers) over (partition by pairs.snapshot_date, pairs.from_cluster_id))
        end as from_cluster_rate
    from pairs
    inner join days on pairs.snapshot_date > days.first_date and pairs.snapshot_date <= days.last_date

)

select * from final
