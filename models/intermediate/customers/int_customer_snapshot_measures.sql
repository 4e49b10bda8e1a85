{#- The measures of int_customer_snapshots, kept from build to build. A date is computed anew where its fingerprint (the
    facts up to the date, this code, its vars) or its number of customers differs from what is stored, so late, corrected
    and deleted rows, another setting or a build that broke off are all made good. A date that is no longer looked at, or
    has no customer, keeps one row without customer: a date's rows can be replaced, not removed. -#}

{{ config(materialized='incremental', **replace_by('snapshot_date')) }}

with wanted as (

    select
        snapshot_date,
        n_customers,
        concat(
            cast(facts_fingerprint as {{ dbt.type_string() }}), '-{{ code_version(model, [days_between('a', 'b')]) }}'
        ) as fingerprint
    from {{ ref('int_snapshot_fingerprints') }}

),

{% if is_incremental() %}
    stored as (

        select
            snapshot_date,
            fingerprint,
            count(customer_id) as n_customers
        from {{ this }}
        group by snapshot_date, fingerprint

    ),

    changed as (

        select distinct
            wanted.fingerprint,
            coalesce(wanted.snapshot_date, stored.snapshot_date) as snapshot_date
        from wanted
        full outer join stored on wanted.snapshot_date = stored.snapshot_date
        where
            wanted.fingerprint is distinct from stored.fingerprint
            or coalesce(wanted.n_customers, 0) <> stored.n_customers

    ),
{% else %}
    changed as (

        select
            fingerprint,
            snapshot_date
        from wanted

    ),
{% endif %}

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
        changed.snapshot_date,
        {{ days_between('customer_days.ordered_date', 'changed.snapshot_date') }} as days_ago,
        customer_days.*
    from customer_days
    inner join changed on customer_days.ordered_date <= changed.snapshot_date
    where changed.fingerprint is not null

),

measures as (

    select
        customer_id,
        snapshot_date,

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

        {% for days in [30, 90, 180, 365] %}
            cast(coalesce(sum(n_orders) filter (where days_ago < {{ days }}), 0) as bigint) as n_orders_{{ days }}d,
            cast(coalesce(sum(order_amount) filter (where days_ago < {{ days }}), 0) as decimal(18, 4))
                as order_amount_{{ days }}d,
        {% endfor %}
        {% for days in [90, 365] %}
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
    group by customer_id, snapshot_date

),

final as (

    -- A bare star after `using` gives one snapshot_date; the linter wants every star to name its table
    select * -- noqa: RF02
    from changed
    left join measures using (snapshot_date)

)

select * from final
