{#- What the members of each cluster are like, beside the average of all clustered customers. A model that is kept may have
    clusters in which nobody is any more. -#}

with clusters as (

    select distinct
        cluster_id,
        cluster_name
    from {{ ref('cluster_centroids') }}

),

members as (

    select
        members.cluster_id,
        snapshots.*
    from {{ ref('customer_clusters') }} as members
    inner join {{ ref('int_customer_snapshots') }} as snapshots
        on members.customer_id = snapshots.customer_id and snapshots.is_as_of
    where members.status = 'assigned'

),

sums as (

    select
        cluster_id,
        count(*) as n_customers,
        cast(sum(order_amount_365d) as decimal(18, 4)) as order_amount_365d,
        sum(recency_days) as recency_days,
        sum(tenure_days) as tenure_days,
        sum(n_orders_365d) as n_orders_365d,
        sum(n_products) as n_products
    from members
    group by cluster_id

),

totals as (

    select
        sum(n_customers) as n_customers,
        sum(order_amount_365d) as order_amount_365d
    from sums

),

final as (

    select
        clusters.cluster_id,
        clusters.cluster_name,
        cast(coalesce(sums.n_customers, 0) as bigint) as n_customers,
        cast(coalesce(sums.n_customers, 0) as double) / totals.n_customers as customer_rate,
        cast(coalesce(sums.order_amount_365d, 0) as decimal(18, 4)) as order_amount_365d,
        cast(coalesce(sums.order_amount_365d, 0) as double) / nullif(cast(totals.order_amount_365d as double), 0)
            as order_amount_rate,
        cast(sums.recency_days as double) / sums.n_customers as mean_recency_days,
        cast(sums.tenure_days as double) / sums.n_customers as mean_tenure_days,
        cast(sums.n_orders_365d as double) / sums.n_customers as mean_orders_365d,
        cast(sums.order_amount_365d as double) / sums.n_customers as mean_customer_amount_365d,
        {{ noted('cast(sums.n_products as double) / sums.n_customers', product_columns(), 'double') }} as mean_products
    from clusters
    cross join totals
    left join sums on clusters.cluster_id = sums.cluster_id

)

select * from final
