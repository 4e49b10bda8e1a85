-- Three letters or a sign that one currency has.
with cases as (

    select *
    from (values
        ('eur', 'EUR'),
        (' GBP ', 'GBP'),
        ('ｃｎｙ', 'CNY'),
        ('€', 'EUR'),
        ('£', 'GBP'),
        ('RMB', 'CNY'),
        ('人民币', 'CNY'),
        ('$', null),
        ('¥', null),
        ('EURO', 'EUR'),
        ('E1R', null),
        ('dollars', null),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        {{ currency_code(plain_text('text')) }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
