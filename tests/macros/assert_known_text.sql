-- Words that say nothing is known are NULL; names that look like them are not.
with cases as (

    select *
    from (values
        ('York', 'York'),
        ('NULL', null),
        (' null ', null),
        ('N/A', null),
        ('ｎ／ａ', null),
        ('#N/A', null),
        ('-', null),
        ('--', null),
        ('?', null),
        ('－', null),
        ('Null', 'Null'),
        ('NA', 'NA'),
        ('Nan', 'Nan'),
        ('a-b', 'a-b'),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        {{ known_text(plain_text('text')) }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
