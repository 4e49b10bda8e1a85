-- Quantity x price, exact before it is rounded to four decimals; nothing where that or one of them is 10^10 or more.
with cases as (

    select *
    from (values
        ('3', '2.555', '7.6650'),
        ('-3', '2.555', '-7.6650'),
        ('0.0001', '0.5', '0.0001'),
        ('0.0001', '0.4999', '0.0000'),
        ('1.1111', '1.1111', '1.2345'),
        ('99999', '99999', '9999800001.0000'),
        ('100000', '100000', null),
        ('-100000', '100000', null),
        ('99999999999999', '99999999999999', null),
        ('10000000000', '0.0001', null),
        ('0', '-10000000000', null),
        ('-9999999999.9999', '0', '0.0000'),
        (null, '1', null)
    ) as t (quantity, unit_price, expected)

),

final as (

    select
        quantity,
        unit_price,
        expected,
        cast({{ try_amount(to_decimal('quantity'), to_decimal('unit_price')) }} as {{ dbt.type_string() }}) as found
    from cases

)

select * from final
where found is distinct from expected
