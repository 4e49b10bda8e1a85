-- Nobody is born after the day the record was made, nor lives 110 years before it; without its time every date stands.
-- Births are given as years and days from that day, which is one of var business_timezone.
with cases as (

    select
        cast(made_at as timestamp) as made_at,
        years,
        days,
        is_plausible
    from (values
        ('2023-05-01 10:00:00', -33, 0, true),
        ('2023-05-01 00:00:00', 0, 0, true),
        ('2023-05-01 23:59:59', 0, 1, false),
        ('2023-05-01 10:00:00', -110, 0, true),
        ('2023-05-01 10:00:00', -110, -1, false),
        ('2024-02-29 12:00:00', -110, 0, true)
    ) as t (made_at, years, days, is_plausible)

),

births as (

    select
        made_at,
        is_plausible,
        cast({{ dbt.dateadd('day', 'days', dbt.dateadd('year', 'years', business_date('made_at'))) }} as date) as birth_date
    from cases

),

all_cases as (

    select
        birth_date,
        made_at,
        case when is_plausible then birth_date end as expected
    from births
    union all
    select
        cast('1900-01-01' as date) as birth_date,
        cast(null as timestamp) as made_at,
        cast('1900-01-01' as date) as expected
    union all
    select
        cast(null as date) as birth_date,
        cast('2023-05-01 10:00:00' as timestamp) as made_at,
        cast(null as date) as expected

),

final as (

    select
        *,
        {{ plausible_birth_date('birth_date', 'made_at') }} as found
    from all_cases

)

select * from final
where found is distinct from expected
