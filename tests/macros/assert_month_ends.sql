-- The month-end before a date is never the date itself; the one up to it may be.
with cases as (

    select
        cast(day as date) as day,
        cast(before as date) as before,
        cast(up_to as date) as up_to
    from (values
        ('2024-03-01', '2024-02-29', '2024-02-29'),
        ('2024-03-30', '2024-02-29', '2024-02-29'),
        ('2024-03-31', '2024-02-29', '2024-03-31'),
        ('2023-01-15', '2022-12-31', '2022-12-31')
    ) as t (day, before, up_to)

),

final as (

    select
        *,
        {{ month_end_before('day') }} as found_before,
        {{ month_end_up_to('day') }} as found_up_to
    from cases

)

select * from final
where found_before is distinct from before or found_up_to is distinct from up_to
