-- R: prop.test(k, n, correct = FALSE)$conf.int
with cases as (

    select * from (values
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (3, 10, 0.107791, 0.603222),
        (1, 1, 0.206549, 1.0),
        (500, 1000, 0.469070, 0.530930),
        (0, 0, null, null)
    ) as t (k, n, lower_end, upper_end)

),

found as (

    select
        *,
        {{ wilson_lower('k', 'n') }} as found_lower,
        {{ wilson_upper('k', 'n') }} as found_upper
    from cases

)

select * from found
where
    not coalesce(abs(found_lower - lower_end) < 0.000001, found_lower is null and lower_end is null)
    or not coalesce(abs(found_upper - upper_end) < 0.000001, found_upper is null and upper_end is null)
