{#- What the plain rule of the holdout takes for retention: of those who bought in one window, the share that bought in the next,
    the last before the origin. A window is a horizon, or half of the history where that is shorter. -#}

with origin as (

    select
        {{ days_before('as_of_date', var('clv_horizon_days')) }} as origin_date
    from {{ ref('as_of') }}

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

known as (

    select
        origin.origin_date,
        order_days.customer_id,
        order_days.ordered_date,
        {{ days_between('order_days.ordered_date', 'origin.origin_date') }} as days_ago,
        least(
            {{ var('clv_horizon_days') }},
            cast(floor(
                ({{ days_between('min(order_days.ordered_date) over ()', 'origin.origin_date') }} + 1) / cast(2 as double)
            ) as bigint)
        ) as window_days
    from order_days
    inner join origin on order_days.ordered_date <= origin.origin_date

),

customers as (

    select
        origin_date,
        window_days,
        customer_id,
        max(case when days_ago >= window_days and days_ago < 2 * window_days then 1 else 0 end) as n_bought,
        max(case when days_ago < window_days then 1 else 0 end) as n_bought_later
    from known
    group by origin_date, window_days, customer_id

),

final as (

    select
        origin_date,
        window_days,
        cast(sum(n_bought) as bigint) as n_customers,
        cast(sum(n_bought * n_bought_later) as bigint) as n_retained,
        cast(sum(n_bought * n_bought_later) as double) / nullif(sum(n_bought), 0) as retention_rate
    from customers
    group by origin_date, window_days

)

select * from final
