-- One place below 10 unless it is 0, none above; halves go up.
with cases as (

    select
        number,
        expected
    from (values
        (cast(0 as double), '0'), (0.04, '0'), (0.05, '0.1'), (0.26, '0.3'), (1.96, '2'), (2, '2'), (9.94, '9.9'), (9.95, '10'),
        (10.4, '10'), (10.5, '11'), (1234567.2, '1234567'), (-0.3, '-0.3'), (-2, '-2'), (null, null)
    ) as t (number, expected)

),

final as (

    select
        *,
        {{ short_number_text('cast(number as double)') }} as found
    from cases

)

select * from final
where found is distinct from expected
