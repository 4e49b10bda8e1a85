{#- The measures that customers with an order in the last 365 days are grouped by. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_as_of and n_orders_365d > 0

),

derived as (

    select
        *,
        cast(order_amount_365d as double) / n_orders_365d as mean_order_amount_365d
    from snapshots

),

final as (

    select
        customer_id,
        {% for feature in cluster_feature_names() %}
            cast({{ feature }} as double) as {{ feature }},
        {% endfor %}
        snapshot_date as as_of_date
    from derived

)

select * from final
