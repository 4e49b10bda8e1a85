-- White space of ASCII and Unicode is one space, or none at the ends; empty text is NULL.
with cases as (

    select *
    from (values
        ('  White   hanging  heart ', 'White hanging heart'),
        (concat('a', chr(9), chr(10), chr(11), chr(12), chr(13), ' b', chr(10)), 'a b'),
        ('  no-break and em ', 'no-break and em'),
        ('　ideographic　space', 'ideographic space'),
        (concat('it''s $1 ', chr(92), 'n'), concat('it''s $1 ', chr(92), 'n')),
        ('', null),
        ('   ', null),
        (chr(10), null),
        ('0', '0'),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        text,
        expected,
        {{ clean_text('text') }} as found,
        {{ tidy_text('text') }} as tidied
    from cases

)

select * from final
where found is distinct from expected or tidied is distinct from expected
