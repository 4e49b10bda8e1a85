-- Nobody is born after the record was made, nor lives 110 years before it; without its time every date stands.
with cases as (

    select
        cast(birth_date as date) as birth_date,
        cast(made_at as timestamp) as made_at,
        cast(expected as date) as expected
    from (values
        ('1990-02-01', '2023-05-01 10:00:00', '1990-02-01'),
        ('2023-05-01', '2023-05-01 00:00:00', '2023-05-01'),
        ('2023-05-02', '2023-05-01 23:59:59', null),
        ('1913-05-01', '2023-05-01 10:00:00', '1913-05-01'),
        ('1913-04-30', '2023-05-01 10:00:00', null),
        ('1914-02-28', '2024-02-29 10:00:00', '1914-02-28'),
        ('1900-01-01', null, '1900-01-01'),
        (null, '2023-05-01 10:00:00', null)
    ) as t (birth_date, made_at, expected)

),

final as (

    select
        *,
        {{ plausible_birth_date('birth_date', 'made_at') }} as found
    from cases

)

select * from final
where found is distinct from expected
