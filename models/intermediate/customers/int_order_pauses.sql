{#- Order days after a gap that may have ended the active stage, with the limits that the customer's earlier rhythm set. Only
    the rhythm before the gap counts, or a long gap would excuse itself. -#}

with order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

long_gaps as (

    select
        order_days.customer_id,
        order_days.ordered_date,
        order_days.gap_days
    from order_days
    cross join limits
    where order_days.gap_days > least(
        limits.active_floor_days, limits.active_cap_days, limits.active_default_days,
        limits.at_risk_floor_days, limits.at_risk_cap_days, limits.at_risk_default_days
    )

),

rhythm_before as (

    select
        long_gaps.customer_id,
        long_gaps.ordered_date,
        long_gaps.gap_days,
        count(*) as n_order_days,
        median(earlier.gap_days) as median_gap_days
    from long_gaps
    inner join order_days as earlier
        on long_gaps.customer_id = earlier.customer_id and long_gaps.ordered_date > earlier.ordered_date
    group by long_gaps.customer_id, long_gaps.ordered_date, long_gaps.gap_days

),

final as (

    select
        rhythm_before.customer_id,
        rhythm_before.ordered_date,
        rhythm_before.gap_days,
        {{ rhythm_limit('active', 'rhythm_before.n_order_days', 'rhythm_before.median_gap_days') }} as active_limit_days,
        {{ rhythm_limit('at_risk', 'rhythm_before.n_order_days', 'rhythm_before.median_gap_days') }} as lapse_limit_days
    from rhythm_before
    cross join limits

)

select * from final
