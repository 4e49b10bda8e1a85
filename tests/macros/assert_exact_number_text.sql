-- Equal numbers have equal text, with ten decimals and never an exponent; other text stays.
with cases as (

    select *
    from (values
        ('0', '0.0000000000'),
        ('0.00', '0.0000000000'),
        ('-0', '0.0000000000'),
        ('2.5', '2.5000000000'),
        ('2.50', '2.5000000000'),
        ('25e-1', '2.5000000000'),
        ('0.0000000001', '0.0000000001'),
        ('-0.0000000001', '-0.0000000001'),
        ('0.00000000005', '0.0000000001'),
        ('0.0000009999', '0.0000009999'),
        ('0.000001', '0.0000010000'),
        ('-1234567890123456789012345678.0000000001', '-1234567890123456789012345678.0000000001'),
        ('1,50', '1,50'),
        (' x ', ' x '),
        ('', ''),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        text,
        expected,
        {{ exact_number_text('text') }} as found
    from cases

)

select * from final
where found is distinct from expected
