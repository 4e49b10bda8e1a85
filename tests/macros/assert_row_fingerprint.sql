-- md5 of the values, joined by chr(31): NULL and empty are one, a value never moves into its neighbour.
with cases as (

    select *
    from (values
        ('a', 'b', cast(1.5 as decimal(18, 4)), true, 'f3a3d57e13914b3cc09391e70e73f469'),
        ('', 'ab', cast(null as decimal(18, 4)), false, 'baac13a1b491784ce44109dae4c2b833'),
        (null, 'ab', cast(null as decimal(18, 4)), false, 'baac13a1b491784ce44109dae4c2b833'),
        ('ab', '', cast(0 as decimal(18, 4)), null, '1b4046531532ade3bfe6df70cbb80a3f')
    ) as t (first_text, second_text, amount, flag, expected)

),

final as (

    select
        *,
        {{ row_fingerprint(['first_text', 'second_text', 'amount', 'flag']) }} as found
    from cases

)

select * from final
where found is distinct from expected
