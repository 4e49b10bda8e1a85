{{ config(materialized='view') }}

{#- Everything the churn model may know of an eligible customer at a cutoff: numbers only, never NULL, never later than
    the cutoff. A gap that does not exist yet is 0, and is_imputed says so. Who has no tickets, answers, visits and the like has 0
    of them, also where the input is not declared. The season, the month of the last month-end up to the cutoff, is the same for
    all its customers. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where n_orders_churn_lookback > 0

),

-- A customer has 0 of what it has no row of: rows of nothing else would only have to be joined
events as (

    select * from {{ ref('int_churn_event_counts') }}
    where {% for feature in churn_event_feature_names() %}{{ 'or ' if not loop.first }}{{ feature }} <> 0 {% endfor %}

),

-- First days of months, as the engines count months differently where a month is shorter than the day
months as (

    select
        snapshots.*,
        cast({{ dbt.date_trunc('month', month_end_up_to('snapshot_date')) }} as date) as ended_month,
        cast({{ dbt.date_trunc('year', month_end_up_to('snapshot_date')) }} as date) as first_month_of_year
    from snapshots

),

derived as (

    select
        months.*,
        {{ dbt.datediff('first_month_of_year', 'ended_month', 'month') }} + 1 as season_month,
        {% for feature in churn_event_feature_names() %}
            coalesce(events.{{ feature }}, 0) as {{ feature }},
        {% endfor %}
        cast(months.recency_days as double) / (months.tenure_days + 1) as recency_to_tenure,
        cast(months.recency_days as double) / (coalesce(months.median_gap_days, 0) + 1) as recency_to_gap,
        -- Where orders come at an even rate, a gap is as long with the chance exp(-rate x length). Rounded, as engines differ in
        -- the last digits of exp
        floor(exp(least(
            cast(greatest(months.n_orders_365d - 1, 0) as double) * months.recency_days / least(months.tenure_days + 1, 365), 7
        )) * 1e6 + 0.5) / 1e6 as silence_rarity,
        cast(months.order_amount as double) / months.n_orders as mean_order_amount,
        cast(months.n_products as double) / months.n_orders as products_per_order
    from months
    left join events
        on months.customer_id = events.customer_id and months.snapshot_date = events.snapshot_date

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
