{#- The days on which every customer is looked at: month-ends, the as-of day, and the latest day whose churn outcome is
    known (the horizon before as-of), on which the churn model is tested. History is that of known customers: years of guests
    say nothing of who came back. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

first_day as (

    select
        min(ordered_date) as first_date,
        min(case when not is_guest then ordered_date end) as first_customer_date
    from {{ ref('int_order_lines') }}

),

numbers as (

    {{ dbt.generate_series(1200) }}

),

candidates as (

    select
        {{ dbt.last_day(dbt.dateadd('month', '1 - cast(numbers.generated_number as int)', 'as_of.as_of_date'), 'month') }}
            as snapshot_date
    from numbers
    cross join as_of
    union all
    select as_of_date as snapshot_date
    from as_of
    union all
    select {{ days_before('as_of_date', var('churn_horizon_days')) }} as snapshot_date
    from as_of

),

dates as (

    select distinct cast(snapshot_date as date) as snapshot_date
    from candidates

),

final as (

    select
        dates.snapshot_date,
        dates.snapshot_date = cast({{ dbt.last_day('dates.snapshot_date', 'month') }} as date) as is_month_end,
        dates.snapshot_date = as_of.as_of_date as is_as_of,
        greatest(coalesce({{ days_between('first_day.first_customer_date', 'dates.snapshot_date') }} + 1, 0), 0) as history_days
    from dates
    cross join as_of
    cross join first_day
    where dates.snapshot_date between first_day.first_date and as_of.as_of_date

)

select * from final
