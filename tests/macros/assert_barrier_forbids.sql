-- More than a typo forbids; python/tests/test_barriers.py has the same cases.
with cases as (

    select *
    from (values
        ('birth_date', '1990-05-07', '1990-05-07', false),
        ('birth_date', '1990-05-07', '1990-07-05', false),
        ('birth_date', '1990-05-07', '1991-05-07', false),
        ('birth_date', '1990-05-07', '1990-05-17', false),
        ('birth_date', '1990-05-07', '1991-07-05', true),
        ('birth_date', '1990-05-07', '1990-06-08', true),
        ('birth_date', '1950-05-07', '1980-05-08', true),
        ('gender', 'female anna', 'male otto', true),
        ('gender', 'female anna', 'male anna', false),
        ('gender', 'female anna', 'female lena', false),
        ('loyalty_member_id', 'L1', 'L1', false),
        ('loyalty_member_id', 'L1', 'L2', true)
    ) as t (barrier_type, one, other, expected)

),

final as (

    select
        *,
        {{ barrier_forbids('barrier_type', 'one', 'other') }} as found,
        {{ barrier_forbids('barrier_type', 'other', 'one') }} as found_backwards
    from cases

)

select * from final
where found <> expected or found_backwards <> expected or found is null or found_backwards is null
