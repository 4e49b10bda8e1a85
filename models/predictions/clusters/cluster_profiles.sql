{#- What the members of each cluster are like, beside the average of all clustered customers. -#}

with members as (

    select
        clusters.cluster_id,
        clusters.cluster_name,
        snapshots.*
    from {{ ref('customer_clusters') }} as clusters
    inner join {{ ref('int_customer_snapshots') }} as snapshots
        on clusters.customer_id = snapshots.customer_id and snapshots.is_as_of
    where clusters.status = 'assigned'

),

final as (

    select
        cluster_id,
        cluster_name,
        cast(count(*) as bigint) as n_customers,
        cast(count(*) as double) / sum(count(*)) over () as customer_rate,
        cast(sum(order_amount_365d) as decimal(18, 4)) as order_amount_365d,
        cast(sum(order_amount_365d) as double) / cast(sum(sum(order_amount_365d)) over () as double)
            as order_amount_rate,
        cast(sum(recency_days) as double) / count(*) as mean_recency_days,
        cast(sum(tenure_days) as double) / count(*) as mean_tenure_days,
        cast(sum(n_orders_365d) as double) / count(*) as mean_orders_365d,
        cast(sum(order_amount_365d) as double) / count(*) as mean_customer_amount_365d,
        {{ noted('cast(sum(n_products) as double) / count(*)', product_columns(), 'double') }} as mean_products
    from members
    group by cluster_id, cluster_name

)

select * from final
