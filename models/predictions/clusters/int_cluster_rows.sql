{{ config(schema='intermediate', materialized='view') }}

{#- The measures that customers with an order in the last 365 days are grouped by, at every snapshot date. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where n_orders_365d > 0

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
        is_as_of,
        {% for feature in cluster_feature_names() %}
            cast({{ feature }} as double) as {{ feature }},
        {% endfor %}
        snapshot_date
    from derived

)

select * from final
