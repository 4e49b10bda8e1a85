-- Fractions of seconds stay, and a month later than its 31st is its last day.
with cases as (

    select
        case_number,
        cast(moment as timestamp) as moment,
        cast(minutes_later as timestamp) as minutes_later,
        cast(a_month_later as timestamp) as a_month_later
    from (values
        (1, '2023-05-01 10:00:00.250', '2023-05-01 10:30:00.250', '2023-06-01 10:00:00.250'),
        (2, '2023-01-31 23:45:00', '2023-02-01 00:15:00', '2023-02-28 23:45:00'),
        (3, '2024-01-31 00:00:00.000001', '2024-01-31 00:30:00.000001', '2024-02-29 00:00:00.000001'),
        (4, null, null, null)
    ) as t (case_number, moment, minutes_later, a_month_later)

),

final as (

    select
        *,
        {{ dbt.dateadd('minute', 30, 'moment') }} as found_minutes_later,
        {{ dbt.dateadd('month', 1, 'moment') }} as found_a_month_later
    from cases

)

select * from final
where
    found_minutes_later is distinct from minutes_later
    or found_a_month_later is distinct from a_month_later
