{#- The days at whose end prospects are looked at: the as-of day, to score them, and to learn from them the month-ends whose
    outcome is known, with the latest such day, on which the model is tested. Where nobody at all orders in the horizon, nobody
    could become a customer. -#}

with days as (

    select * from {{ ref('int_days') }}

),

latest as (

    select
        as_of_date,
        {{ days_before('as_of_date', var('prospect_horizon_days')) }} as last_known_date
    from {{ ref('as_of') }}

),

order_days as (

    select distinct ordered_date from {{ ref('int_customer_days') }}
    where is_order_day

),

candidates as (

    select
        days.calendar_date as snapshot_date,
        days.calendar_date = latest.as_of_date as is_as_of
    from days
    cross join latest
    where
        days.calendar_date in (latest.as_of_date, latest.last_known_date)
        or (
            days.calendar_date < latest.last_known_date
            and days.calendar_date = cast({{ dbt.last_day('days.calendar_date', 'month') }} as date)
        )

),

final as (

    select distinct candidates.*
    from candidates
    left join order_days
        on
            candidates.snapshot_date < order_days.ordered_date
            and {{ days_before('order_days.ordered_date', var('prospect_horizon_days')) }} <= candidates.snapshot_date
    where candidates.is_as_of or order_days.ordered_date is not null

)

select * from final
