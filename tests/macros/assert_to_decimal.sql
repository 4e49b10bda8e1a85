-- Numbers round to four decimals, halves away from zero; what is no plain number of ASCII digits is none.
with cases as (

    select *
    from (values
        ('1', '1.0000'),
        (' 1.5 ', '1.5000'),
        ('+5', '5.0000'),
        ('-5.', '-5.0000'),
        ('.5', '0.5000'),
        ('1e3', '1000.0000'),
        ('1.5E-2', '0.0150'),
        ('-0', '0.0000'),
        ('1.23445', '1.2345'),
        ('-1.23455', '-1.2346'),
        ('0.00005', '0.0001'),
        ('99999999999999', '99999999999999.0000'),
        ('100000000000000', null),
        ('99999999999999.99995', null),
        ('1e50', null),
        ('1e-99', '0.0000'),
        ('1e-999999999', null),
        ('1,000', null),
        ('1,50', null),
        ('1 000', null),
        ('1_000', null),
        ('--5', null),
        ('0x10', null),
        ('1d', null),
        ('１', null),
        ('١', null),
        ('nan', null),
        ('inf', null),
        ('.', null),
        ('e5', null),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        text,
        expected,
        cast({{ to_decimal('text') }} as {{ dbt.type_string() }}) as found,
        cast({{ tidy_decimal('text') }} as {{ dbt.type_string() }}) as tidied
    from cases

)

select * from final
where found is distinct from expected or tidied is distinct from expected
