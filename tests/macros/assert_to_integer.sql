-- Whole numbers alone.
with cases as (

    select *
    from (values
        ('5', '5'),
        ('5.0', '5'),
        ('-3', '-3'),
        ('９０６', '906'),
        (' 7 ', '7'),
        ('2.5', null),
        ('1,000', null),
        ('x', null),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        cast({{ to_integer(plain_text('text')) }} as {{ dbt.type_string() }}) as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
