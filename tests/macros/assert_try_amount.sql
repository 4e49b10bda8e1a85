-- Quantity x price, exact before it is rounded to four decimals; nothing where that or one of them is 10^10 or more. What is set
-- aside keeps its amount as far as 10^18.
with cases as (

    select *
    from (values
        ('3', '2.555', '7.6650', '7.6650'),
        ('-3', '2.555', '-7.6650', '-7.6650'),
        ('0.0001', '0.5', '0.0001', '0.0001'),
        ('0.0001', '0.4999', '0.0000', '0.0000'),
        ('1.1111', '1.1111', '1.2345', '1.2345'),
        ('99999', '99999', '9999800001.0000', '9999800001.0000'),
        ('100000', '100000', null, '10000000000.0000'),
        ('-100000', '100000', null, '-10000000000.0000'),
        ('4', '2749308104', null, '10997232416.0000'),
        ('999999999', '999999999.5', null, '999999998500000000.5000'),
        ('1000000000', '1000000000', null, null),
        ('99999999999999', '99999999999999', null, null),
        ('10000000000', '0.0001', null, '1000000.0000'),
        ('0', '-10000000000', null, '0.0000'),
        ('-9999999999.9999', '0', '0.0000', '0.0000'),
        (null, '1', null, null)
    ) as t (quantity, unit_price, expected, expected_wide)

),

final as (

    select
        quantity,
        unit_price,
        expected,
        expected_wide,
        cast({{ try_amount(to_decimal('quantity'), to_decimal('unit_price')) }} as {{ dbt.type_string() }}) as found,
        cast({{ wide_amount(to_decimal('quantity'), to_decimal('unit_price')) }} as {{ dbt.type_string() }}) as found_wide
    from cases

)

select * from final
where found is distinct from expected or found_wide is distinct from expected_wide
