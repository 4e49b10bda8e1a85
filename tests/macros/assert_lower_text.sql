-- Lower case, one character for one character.
with cases as (

    select *
    from (values
        ('ÀÉÑ ŽΩ', 'àéñ žω'),
        ('STRAẞE', 'straße'),
        ('İI', 'ii'),
        ('ΣΑΣ', 'σασ'),
        ('ǅ', 'ǆ'),
        ('中文ABC', '中文abc'),
        ('😀A', '😀a'),
        ('', ''),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        {{ lower_text('text') }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
