-- Ids in upper case, character for character, without a spreadsheet's '.0'.
with cases as (

    select *
    from (values
        (' 85123a ', '85123A'),
        ('14527.0', '14527'),
        ('14527.000', '14527'),
        (concat('14527.0', chr(10)), '14527'),
        ('14527.5', '14527.5'),
        ('1.0.0', '1.0.0'),
        ('A1.0', 'A1.0'),
        ('0.0', '0'),
        ('é-ñ-ж-ω', 'É-Ñ-Ж-Ω'),
        ('straße', 'STRAẞE'),
        ('ŉ ﬁ ΐ', 'ŉ ﬁ ΐ'),
        ('ᾳx', 'ᾼX'),
        ('ıi', 'II'),
        ('ς', 'Σ'),
        ('😀a', '😀A'),
        ('', null),
        (' ', null),
        ('n/a', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        text,
        expected,
        {{ plain_id(plain_text('text')) }} as found
    from cases

)

select * from final
where found is distinct from expected
