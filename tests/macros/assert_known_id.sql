-- Numbers that stand for nobody are NULL, as every till and file writes them; those that merely look like them are kept.
with cases as (

    select *
    from (values
        (' c1 ', 'C1'),
        ('14527.0', '14527'),
        ('0', null),
        ('0.0', null),
        ('000', null),
        ('None', null),
        ('nan', null),
        ('NaN', null),
        ('<NA>', null),
        ('Null', null),
        (chr(92) || 'N', null),
        (' undefined ', null),
        ('n/a', null),
        ('-', null),
        ('', null),
        (null, null),
        ('00012', '00012'),
        ('N', 'N'),
        ('NONE1', 'NONE1'),
        ('NANCY', 'NANCY')
    ) as t (text, expected)

),

final as (

    select
        text,
        expected,
        {{ known_id(plain_text('text')) }} as found
    from cases

)

select * from final
where found is distinct from expected
