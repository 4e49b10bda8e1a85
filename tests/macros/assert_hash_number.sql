-- The first 15 hexadecimal digits as a number.
with cases as (

    select *
    from (values
        ('00000000000000010000000000000000', '0'),
        ('00000000000000a10000000000000000', '10'),
        ('fffffffffffffff0ffffffffffffffff', '1152921504606846975'),
        ('900150983cd24fb0d6963f7d28e17f72', '648541476951500027'),
        (null, null)
    ) as t (hexadecimal, expected)

),

final as (

    select
        hexadecimal,
        expected,
        cast({{ hash_number('hexadecimal') }} as {{ dbt.type_string() }}) as found
    from cases

)

select * from final
where found is distinct from expected
