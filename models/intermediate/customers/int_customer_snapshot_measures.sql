{#- The measures of int_customer_snapshots, kept from build to build. A date is computed anew where its fingerprint (the
    facts up to the date, this code, its vars) or its number of customers differs from what is stored, so late, corrected
    and deleted rows, another setting or a build that broke off are all made good. A date that is no longer looked at, or
    has no customer, keeps one row without customer: a date's rows can be replaced, not removed. -#}

{{ config(materialized='incremental', **replace_by('snapshot_date')) }}

{%- set version = code_version(
    model, [
        days_between('a', 'b'), customer_day_totals('a', 'b'), earlier_totals({'n_orders': [30]}),
        count_within('a', 2, until=1), amount_within('a', 1),
    ]
) -%}
{%- set rfm_days, lookback_days = var('rfm_window_days'), var('churn_lookback_days') -%}
{%- set season_end = [365 - var('churn_horizon_days'), 0] | max -%}
{%- set windows = {
    'n_orders': [30, 90, 180, 365, rfm_days, lookback_days, season_end], 'order_amount': [30, 90, 180, 365],
    'n_lines': [90, 365], 'units': [90, 365], 'net_revenue_amount': [365, rfm_days], 'n_products': [90], 'refund_amount': [180],
} %}

with wanted as (

    select
        snapshot_date,
        n_customers,
        concat(cast(facts_fingerprint as {{ dbt.type_string() }}), '-{{ version }}') as fingerprint
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

{{ customer_day_totals(ref('int_customer_days'), ref('int_reactivations')) }},

known as (

    select
        changed.snapshot_date,
        totals.*
    from totals
    inner join changed on totals.ordered_date <= changed.snapshot_date and totals.next_date > changed.snapshot_date
    where changed.fingerprint is not null

),

{{ earlier_totals(windows) }},

rhythms as (

    select
        last_days.customer_id,
        last_days.last_order_date,
        median(customer_days.gap_days) as median_gap_days
    from (select distinct customer_id, last_order_date from known) as last_days
    inner join {{ ref('int_customer_days') }} as customer_days
        on last_days.customer_id = customer_days.customer_id and last_days.last_order_date >= customer_days.ordered_date
    group by last_days.customer_id, last_days.last_order_date

),

measures as (

    select
        known.customer_id,
        known.snapshot_date,

        {{ days_between('known.last_order_date', 'known.snapshot_date') }} as recency_days,
        {{ days_between('known.first_order_date', 'known.snapshot_date') }} as tenure_days,
        rhythms.median_gap_days,
        {% for total in [
            'n_orders', 'n_order_days', 'n_active_months', 'max_gap_days', 'last_gap_days', 'is_last_order_reactivation',
            'net_revenue_amount', 'order_amount', 'last_day_amount', 'last_day_lines', 'n_lines', 'units', 'n_products',
            'n_cancellations', 'refund_amount',
        ] %}
            known.{{ total }},
        {% endfor %}
        {% for days in [30, 90, 180, 365] %}
            {{ count_within('n_orders', days) }} as n_orders_{{ days }}d,
            {{ amount_within('order_amount', days) }} as order_amount_{{ days }}d,
        {% endfor %}
        {% for days in [90, 365] %}
            {{ count_within('n_lines', days) }} as n_lines_{{ days }}d,
            {{ amount_within('units', days) }} as units_{{ days }}d,
        {% endfor %}
        {{ amount_within('net_revenue_amount', 365) }} as net_revenue_amount_365d,
        {{ count_within('n_products', 90) }} as n_new_products_90d,
        {{ amount_within('refund_amount', 180) }} as refund_amount_180d,
        {{ count_within('n_orders', rfm_days) }} as n_orders_rfm_window,
        {{ amount_within('net_revenue_amount', rfm_days) }} as net_revenue_amount_rfm_window,
        {{ count_within('n_orders', lookback_days) }} as n_orders_churn_lookback,
        {{ count_within('n_orders', 365, until=season_end) }} as n_orders_same_season
    from known
    left join rhythms
        on known.customer_id = rhythms.customer_id and known.last_order_date = rhythms.last_order_date
    left join earlier on known.customer_id = earlier.customer_id and known.snapshot_date = earlier.snapshot_date

),

final as (

    -- A bare star after `using` gives one snapshot_date; the linter wants every star to name its table
    select * -- noqa: RF02
    from changed
    left join measures using (snapshot_date)

)

select * from final
