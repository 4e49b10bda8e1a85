{#- Everything the churn model may know of an eligible customer at a cutoff: numbers only, never NULL, never later than
    the cutoff. A gap that does not exist yet is 0, and is_imputed says so. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where n_orders_churn_lookback > 0

),

derived as (

    select
        *,
        cast(recency_days as double) / (tenure_days + 1) as recency_to_tenure,
        cast(recency_days as double) / (coalesce(median_gap_days, 0) + 1) as recency_to_gap,
        cast(order_amount as double) / n_orders as mean_order_amount,
        cast(n_products as double) / n_orders as products_per_order
    from snapshots

),

final as (

    select
        customer_id,
        snapshot_date,
        is_as_of,
        {% for feature in churn_feature_names() %}
            cast(coalesce({{ feature }}, 0) as double) as {{ feature }},
        {% endfor %}
        {% for feature in churn_feature_names() %}
            {{ 'or ' if not loop.first }}{{ feature }} is null
        {% endfor %}
            as is_imputed,
        history_days
    from derived

)

select * from final
