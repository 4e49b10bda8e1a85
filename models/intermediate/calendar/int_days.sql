{#- Every day of the data, whether anything happened on it or not: from the first line to the as-of day. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

first_day as (

    select min(ordered_date) as first_date from {{ ref('int_order_lines') }}

),

months as (

    select distinct cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as month_date
    from {{ ref('int_snapshot_dates') }}

),

numbers as (

    {{ dbt.generate_series(31) }}

),

days as (

    select
        months.month_date,
        cast({{ dbt.dateadd('day', 'cast(numbers.generated_number as int) - 1', 'months.month_date') }} as date) as calendar_date
    from months
    cross join numbers

),

final as (

    select
        days.calendar_date,
        days.month_date
    from days
    cross join as_of
    cross join first_day
    where
        days.calendar_date between first_day.first_date and as_of.as_of_date
        and days.month_date = cast({{ dbt.date_trunc('month', 'days.calendar_date') }} as date)

)

select * from final
