{{ config(materialized='view') }}

{#- Everything the churn model may know of an eligible customer at a cutoff: numbers only, never NULL, never later than
    the cutoff. A gap that does not exist yet is 0, and is_imputed says so. Who has no tickets, answers, visits and the like has 0
    of them, also where the input is not declared. The season is the same for all customers of a cutoff. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where n_orders_churn_lookback > 0

),

events as (

    select * from {{ ref('int_churn_event_counts') }}

),

seasons as (

    select * from {{ ref('int_churn_seasons') }}

),

derived as (

    select
        snapshots.*,
        coalesce(seasons.season_excess_odds, 0) as season_excess_odds,
        {% for feature in churn_event_feature_names() %}
            coalesce(events.{{ feature }}, 0) as {{ feature }},
        {% endfor %}
        cast(snapshots.recency_days as double) / (snapshots.tenure_days + 1) as recency_to_tenure,
        cast(snapshots.recency_days as double) / (coalesce(snapshots.median_gap_days, 0) + 1) as recency_to_gap,
        cast(snapshots.order_amount as double) / snapshots.n_orders as mean_order_amount,
        cast(snapshots.n_products as double) / snapshots.n_orders as products_per_order
    from snapshots
    left join events
        on snapshots.customer_id = events.customer_id and snapshots.snapshot_date = events.snapshot_date
    left join seasons on snapshots.snapshot_date = seasons.snapshot_date

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
