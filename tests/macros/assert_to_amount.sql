-- Amounts as people write them, exact to four decimals; what has two readings or none is none.
with cases as (

    select *
    from (values
        ('1234.50', '1234.5000'),
        ('-5', '-5.0000'),
        ('£1,234.50', '1234.5000'),
        ('€ 1.234,50', '1234.5000'),
        ('1.234,50 €', '1234.5000'),
        ('-1.028,00', '-1028.0000'),
        ('44,80', '44.8000'),
        ('1,234', '1234.0000'),
        ('12,345,678.9', '12345678.9000'),
        ('1,234,567,890,123.5', '1234567890123.5000'),
        ('1.234.567', '1234567.0000'),
        ('1.234.567,5', '1234567.5000'),
        ('1 234,50', '1234.5000'),
        ('1''234.50', '1234.5000'),
        ('1 234 567', '1234567.0000'),
        ('0,123', '0.1230'),
        ('0.5', '0.5000'),
        ('1.234', '1.2340'),
        ('1234,567', '1234.5670'),
        ('(33.60)', '-33.6000'),
        ('(£1,234.50)', '-1234.5000'),
        ('£(5)', '-5.0000'),
        ('-£5', '-5.0000'),
        ('£-5', '-5.0000'),
        ('5-', '-5.0000'),
        ('−5', '-5.0000'),
        ('+5', '5.0000'),
        ('$20', '20.0000'),
        ('USD 20', '20.0000'),
        ('20 EUR', '20.0000'),
        ('¥1.2万', '12000.0000'),
        ('1.2万元', '12000.0000'),
        ('0.10473万', '1047.3000'),
        ('1.2亿', '120000000.0000'),
        ('1.4871k', '1487.1000'),
        ('1,5k', '1500.0000'),
        ('0.00187m', '1870.0000'),
        ('2M', '2000000.0000'),
        ('２５．６０', '25.6000'),
        ('￥５', '5.0000'),
        ('1e3', '1000.0000'),
        ('  7  ', '7.0000'),
        ('1.23445', '1.2345'),
        ('1,234,56', null),
        ('12,34,567', null),
        ('1,23,4.5', null),
        ('1.234,567.8', null),
        ('12 34', null),
        ('--5', null),
        ('(-5)', null),
        ('((5))', null),
        ('5eur6', null),
        ('£', null),
        ('k', null),
        ('5kk', null),
        ('five', null),
        ('n/a', null),
        ('#REF!', null),
        ('see invoice', null),
        ('99999999999999999', null),
        ('1.2.3', null),
        ('1:30', null),
        ('2023-07-01', null),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

shares as (

    select *
    from (values
        ('20%', '0.2000'),
        ('12.5 %', '0.1250'),
        ('12,5%', '0.1250'),
        ('(2%)', '-0.0200'),
        ('0.2', '0.2000'),
        ('%', null)
    ) as t (text, expected)

),

final as (

    select
        *,
        cast({{ to_amount(plain_text('text')) }} as {{ dbt.type_string() }}) as found_expected
    from cases
    union all
    select
        text,
        expected,
        cast({{ to_amount(plain_text('text'), is_share=true) }} as {{ dbt.type_string() }}) as found_expected
    from shares
    union all
    select
        text,
        cast(null as {{ dbt.type_string() }}) as expected,
        cast({{ to_amount(plain_text('text')) }} as {{ dbt.type_string() }}) as found_expected
    from shares
    where text <> '0.2'

)

select * from final
where
    found_expected is distinct from expected
