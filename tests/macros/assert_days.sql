-- Differences of days count over month-ends, leap days and backwards.
with cases as (

    select *
    from (values
        ('2012-02-28', '2012-03-01', 2),
        ('2011-02-28', '2011-03-01', 1),
        ('2011-12-31', '2012-01-01', 1),
        ('2012-03-01', '2012-02-28', -2),
        ('2011-03-27', '2011-03-28', 1),
        ('1899-12-31', '2100-01-01', 73050),
        ('2011-01-01', '2011-01-01', 0),
        (null, '2011-01-01', null)
    ) as t (earlier, later, expected)

),

final as (

    select
        earlier,
        later,
        expected,
        {{ days_between('cast(earlier as date)', 'cast(later as date)') }} as found,
        {{ days_before('cast(later as date)', 'expected') }} as found_earlier
    from cases

)

select * from final
where
    found is distinct from expected
    or found_earlier is distinct from cast(earlier as date)
