{{ config(materialized='view') }}

{#- The stage of every known customer at each month-end and on the as-of day.
    Rules: seeds/config/lifecycle_stage_rules.csv. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_month_end or is_as_of

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

limited as (

    select
        snapshots.*,
        limits.new_days,
        snapshots.n_order_days >= limits.active_min_order_days as has_own_rhythm,
        cast({{ rhythm_limit('active', 'snapshots.n_order_days', 'snapshots.median_gap_days') }} as double)
            as active_limit_days,
        cast({{ rhythm_limit('at_risk', 'snapshots.n_order_days', 'snapshots.median_gap_days') }} as double)
            as lapse_limit_days
    from snapshots
    cross join limits

),

final as (

    select
        customer_id,
        snapshot_date,
        is_month_end,
        is_as_of,
        case
            when n_orders = 0 then 'prospect'
            when n_orders = 1 and recency_days <= new_days then 'new'
            when recency_days <= active_limit_days and is_last_order_reactivation then 'reactivated'
            when recency_days <= active_limit_days then 'active'
            when recency_days <= lapse_limit_days then 'at_risk'
            else 'lapsed'
        end as stage,
        case
            when n_orders = 0 then 'no_order'
            when has_own_rhythm then 'own_rhythm'
            else 'default'
        end as limit_source,
        n_orders,
        recency_days,
        median_gap_days,
        active_limit_days,
        lapse_limit_days
    from limited

)

select * from final
