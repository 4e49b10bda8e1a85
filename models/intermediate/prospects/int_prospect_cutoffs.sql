{#- The days at whose end prospects are looked at: the as-of day, to score them, and to learn from them the month-ends whose outcome is
    known, with the latest such day, on which the model is tested. -#}

with snapshot_dates as (

    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

),

latest as (

    select
        as_of_date,
        {{ days_before('as_of_date', var('prospect_horizon_days')) }} as last_known_date
    from {{ ref('as_of') }}

),

days as (

    select snapshot_dates.snapshot_date
    from snapshot_dates
    cross join latest
    where snapshot_dates.snapshot_date <= latest.last_known_date or snapshot_dates.snapshot_date = latest.as_of_date
    union
    select latest.last_known_date as snapshot_date
    from latest
    inner join snapshot_dates on latest.last_known_date >= snapshot_dates.snapshot_date

),

final as (

    select
        days.snapshot_date,
        days.snapshot_date = latest.as_of_date as is_as_of
    from days
    cross join latest

)

select * from final
