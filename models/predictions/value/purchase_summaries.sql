{#- What the purchase and spend models need of every customer, on the as-of day and, for the holdout, one horizon before it.
    Several orders of one day are one purchase. Nothing later than the cutoff is used. -#}

with cutoffs as (

    select
        as_of_date as snapshot_date,
        true as is_as_of
    from {{ ref('as_of') }}
    union all
    select
        {{ days_before('as_of_date', var('clv_horizon_days')) }} as snapshot_date,
        false as is_as_of
    from {{ ref('as_of') }}

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

-- The first order day alone has no gap before it
summed as (

    select
        cutoffs.snapshot_date,
        cutoffs.is_as_of,
        order_days.customer_id,
        min(order_days.ordered_date) as first_order_date,
        max(order_days.ordered_date) as last_order_date,
        cast(count(order_days.gap_days) as bigint) as n_repeat_days,
        cast(count(case when order_days.gap_days > 0 and order_days.net_revenue_amount > 0 then 1 end) as bigint)
            as n_spend_days,
        cast(sum(
            case when order_days.gap_days > 0 and order_days.net_revenue_amount > 0 then order_days.net_revenue_amount end
        ) as double) as spend_sum
    from order_days
    inner join cutoffs on order_days.ordered_date <= cutoffs.snapshot_date
    group by cutoffs.snapshot_date, cutoffs.is_as_of, order_days.customer_id

),

final as (

    select
        snapshot_date,
        is_as_of,
        customer_id,
        first_order_date,
        last_order_date,
        n_repeat_days,
        {{ days_between('first_order_date', 'last_order_date') }} as repeat_span_days,
        {{ days_between('first_order_date', 'snapshot_date') }} as age_days,
        n_repeat_days = 0 as is_one_time_buyer,
        n_spend_days,
        n_repeat_days - n_spend_days as n_days_without_spend,
        spend_sum / nullif(n_spend_days, 0) as mean_repeat_amount
    from summed

)

select * from final
