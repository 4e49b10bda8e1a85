{#- How long each customer stayed from the first order day until first lapsed, as int_reactivations and the lifecycle stages mean
    it: at a day's end, the silence since the last order was longer than the limit of the rhythm up to that order. Who has
    not lapsed was still there on the as-of day, and no more is known. -#}

with order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

silences as (

    select
        order_days.customer_id,
        order_days.ordered_date,
        min(order_days.ordered_date) over (partition by order_days.customer_id) as first_order_date,
        coalesce(
            lead(order_days.gap_days) over (partition by order_days.customer_id order by order_days.ordered_date) - 1,
            {{ days_between('order_days.ordered_date', 'as_of.as_of_date') }}
        ) as silent_days
    from order_days
    cross join as_of

),

long_silences as (

    select silences.*
    from silences
    cross join limits
    where silences.silent_days > least(limits.at_risk_floor_days, limits.at_risk_cap_days, limits.at_risk_default_days)

),

rhythms as (

    select
        long_silences.customer_id,
        long_silences.ordered_date,
        long_silences.first_order_date,
        long_silences.silent_days,
        count(*) as n_order_days,
        median(earlier.gap_days) as median_gap_days
    from long_silences
    inner join order_days as earlier
        on long_silences.customer_id = earlier.customer_id and long_silences.ordered_date >= earlier.ordered_date
    group by
        long_silences.customer_id, long_silences.ordered_date, long_silences.first_order_date, long_silences.silent_days

),

limited as (

    select
        rhythms.*,
        cast({{ rhythm_limit('at_risk', 'rhythms.n_order_days', 'rhythms.median_gap_days') }} as double) as lapse_limit_days
    from rhythms
    cross join limits

),

lapses as (

    select
        customer_id,
        min({{ days_between('first_order_date', 'ordered_date') }} + cast(floor(lapse_limit_days) as bigint) + 1)
            as days_to_lapse
    from limited
    where silent_days > lapse_limit_days
    group by customer_id

),

customers as (

    select
        customer_id,
        min(ordered_date) as first_order_date
    from order_days
    group by customer_id

),

final as (

    select
        customers.customer_id,
        customers.first_order_date,
        lapses.customer_id is not null as has_lapsed,
        coalesce(lapses.days_to_lapse, {{ days_between('customers.first_order_date', 'as_of.as_of_date') }})
            as duration_days
    from customers
    cross join as_of
    left join lapses on customers.customer_id = lapses.customer_id

)

select * from final
