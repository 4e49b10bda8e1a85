-- 100 customers at 0.5 each: 60 of them lie 2 standard deviations above 50, 59 lie 1.8; without variance nothing is beyond
-- chance.
with cases as (

    select
        k,
        cast(expected as double) as expected,
        cast(variance as double) as variance,
        standard_deviations,
        is_beyond
    from (values
        (60, 50, 25, 2.0, true), (59, 50, 25, 1.8, false), (40, 50, 25, -2.0, true), (41, 50, 25, -1.8, false),
        (5, 3, 0, null, false)
    ) as t (k, expected, variance, standard_deviations, is_beyond)

),

final as (

    select
        *,
        {{ deviation('k', 'expected', 'variance') }} as found_deviation,
        {{ is_beyond_chance('k', 'expected', 'variance') }} as found_beyond
    from cases

)

select * from final
where
    found_beyond <> is_beyond
    or not coalesce(
        abs(found_deviation - standard_deviations) < 0.000001, found_deviation is null and standard_deviations is null
    )
