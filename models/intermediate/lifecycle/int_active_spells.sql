{#- The days on which a customer's stage became active: after the days of being new, or by an order that followed another stage.
    An order while active goes on with the spell. A stage is that of a day's end: who orders on the day on which the limit would
    have run out was never at risk. -#}

with order_days as (

    select
        *,
        lag(ordered_date) over (partition by customer_id order by ordered_date) as previous_date,
        lag(n_orders) over (partition by customer_id order by ordered_date) as previous_orders,
        lag(gap_days) over (partition by customer_id order by ordered_date) as previous_gap_days,
        lead(gap_days) over (partition by customer_id order by ordered_date) as next_gap_days
    from {{ ref('int_customer_days') }}
    where is_order_day

),

pauses as (

    select * from {{ ref('int_order_pauses') }}

),

reactivations as (

    select * from {{ ref('int_reactivations') }}

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

told as (

    select
        order_days.customer_id,
        order_days.ordered_date,
        order_days.gap_days,
        order_days.next_gap_days,
        order_days.n_orders,
        limits.new_days,
        order_days.previous_gap_days is null and order_days.previous_orders = 1 as is_after_only_order,
        reactivations.customer_id is not null as is_after_reactivation,
        coalesce(order_days.gap_days - 1 > pauses.active_limit_days, false) as is_after_pause
    from order_days
    cross join limits
    left join pauses on order_days.customer_id = pauses.customer_id and order_days.ordered_date = pauses.ordered_date
    left join reactivations
        on order_days.customer_id = reactivations.customer_id and order_days.previous_date = reactivations.ordered_date

),

starts as (

    select
        customer_id,
        case
            when gap_days is not null or n_orders > 1 then ordered_date
            else cast({{ dbt.dateadd('day', 'cast(new_days as int) + 1', 'ordered_date') }} as date)
        end as started_date
    from told
    where
        (gap_days is null and (n_orders > 1 or coalesce(next_gap_days > new_days + 1, true)))
        or (gap_days is not null and is_after_only_order and gap_days - 1 <= new_days)
        or is_after_reactivation
        or is_after_pause

),

final as (

    select
        customer_id,
        started_date,
        lead(started_date) over (partition by customer_id order by started_date) as next_started_date
    from starts

)

select * from final
