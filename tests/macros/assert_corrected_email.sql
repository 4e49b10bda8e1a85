-- A placeholder is no address; a known slip of a domain is put right.
with cases as (

    select *
    from (values
        ('a.b@gmial.com', 'gmail.com', null, 'a.b@gmail.com'),
        ('a@gmail.com', null, null, 'a@gmail.com'),
        ('test@test.com', null, 'test@test.com', null),
        (null, null, null, null)
    ) as t (email, right_domain, placeholder, expected)

),

final as (

    select
        *,
        {{ corrected_email('email', 'right_domain', 'placeholder') }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
