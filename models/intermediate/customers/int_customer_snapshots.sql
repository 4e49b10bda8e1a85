{#- What was known of each customer at the end of each snapshot date, and nothing later. History, training and scoring
    all read this table, so they cannot drift apart. Windows of N days hold the days (snapshot date - N,
    snapshot date]. -#}

{%- set windows = [30, 90, 180, 365] -%}

with snapshot_dates as (

    select * from {{ ref('int_snapshot_dates') }}

),

customer_days as (

    select
        days.*,
        reactivations.customer_id is not null as is_reactivation,
        {{ dbt.date_trunc('month', 'days.ordered_date') }} as ordered_month
    from {{ ref('int_customer_days') }} as days
    left join {{ ref('int_reactivations') }} as reactivations
        on days.customer_id = reactivations.customer_id and days.ordered_date = reactivations.ordered_date

),

known_days as (

    select
        snapshot_dates.snapshot_date,
        snapshot_dates.is_month_end,
        snapshot_dates.is_as_of,
        snapshot_dates.is_latest_labelled,
        snapshot_dates.history_days,
        {{ days_between('customer_days.ordered_date', 'snapshot_dates.snapshot_date') }} as days_ago,
        customer_days.*
    from customer_days
    inner join snapshot_dates on customer_days.ordered_date <= snapshot_dates.snapshot_date

),

final as (

    select
        customer_id,
        snapshot_date,
        is_month_end,
        is_as_of,
        is_latest_labelled,
        history_days,

        min(days_ago) filter (where is_order_day) as recency_days,
        max(days_ago) filter (where is_order_day) as tenure_days,
        cast(sum(n_orders) as bigint) as n_orders,
        count(*) filter (where is_order_day) as n_order_days,
        count(distinct case when is_order_day then ordered_month end) as n_active_months,
        median(gap_days) as median_gap_days,
        max(gap_days) as max_gap_days,
        max_by(gap_days, ordered_date) filter (where is_order_day) as last_gap_days,
        coalesce(max_by(is_reactivation, ordered_date) filter (where is_order_day), false) as is_last_order_reactivation,

        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(sum(order_amount) as decimal(18, 4)) as order_amount,
        max_by(order_amount, ordered_date) filter (where is_order_day) as last_day_amount,
        max_by(n_lines, ordered_date) filter (where is_order_day) as last_day_lines,
        cast(sum(n_lines) as bigint) as n_lines,
        cast(sum(units) as decimal(18, 4)) as units,
        cast(sum(n_new_products) as bigint) as n_products,
        cast(sum(n_cancellations) as bigint) as n_cancellations,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,

        {% for days in windows %}
            cast(coalesce(sum(n_orders) filter (where days_ago < {{ days }}), 0) as bigint) as n_orders_{{ days }}d,
            cast(coalesce(sum(order_amount) filter (where days_ago < {{ days }}), 0) as decimal(18, 4))
                as order_amount_{{ days }}d,
            cast(coalesce(sum(n_lines) filter (where days_ago < {{ days }}), 0) as bigint) as n_lines_{{ days }}d,
            cast(coalesce(sum(units) filter (where days_ago < {{ days }}), 0) as decimal(18, 4)) as units_{{ days }}d,
        {% endfor %}
        cast(coalesce(sum(net_revenue_amount) filter (where days_ago < 365), 0) as decimal(18, 4))
            as net_revenue_amount_365d,
        cast(coalesce(sum(n_new_products) filter (where days_ago < 90), 0) as bigint) as n_new_products_90d,
        cast(coalesce(sum(refund_amount) filter (where days_ago < 180), 0) as decimal(18, 4)) as refund_amount_180d,
        cast(coalesce(sum(n_orders) filter (
            where days_ago < {{ var('rfm_window_days') }}
        ), 0) as bigint) as n_orders_rfm_window,
        cast(coalesce(sum(net_revenue_amount) filter (
            where days_ago < {{ var('rfm_window_days') }}
        ), 0) as decimal(18, 4)) as net_revenue_amount_rfm_window,
        cast(coalesce(sum(n_orders) filter (
            where days_ago < {{ var('churn_lookback_days') }}
        ), 0) as bigint) as n_orders_churn_lookback,
        cast(coalesce(sum(n_orders) filter (
            where days_ago < 365 and days_ago >= 365 - {{ var('churn_horizon_days') }}
        ), 0) as bigint) as n_orders_same_season
    from known_days
    group by customer_id, snapshot_date, is_month_end, is_as_of, is_latest_labelled, history_days

)

select * from final
