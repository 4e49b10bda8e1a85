-- Every match is replaced, a pattern's end is the text's end, a point is any sign but a line feed, and both engines read classes,
-- codes and groups alike.
with cases as (

    select *
    from (values
        ('a1b22c', 'a#b#c', true),
        ('1', '#', true),
        (concat('12', chr(10)), concat('#', chr(10)), false),
        (concat('a', chr(13), 'b'), concat('a', chr(13), 'b'), false),
        ('x', 'x', false),
        ('', '', false),
        (null, null, null)
    ) as t (text, expected, is_match)

),

final as (

    select
        text,
        expected,
        {{ regexp_replace_all('text', '[0-9]+', '#') }} as replaced,
        {{ regexp_replace_all('text', '^(.)(.*)$', '$2$1') }} as turned,
        is_match,
        {{ regexp_matches('text', '[0-9]c?$') }} as matches
    from cases

)

select * from final
where
    replaced is distinct from expected
    or matches is distinct from is_match
    or (text = 'a1b22c' and turned <> '1b22ca')
    or (text = concat('a', chr(13), 'b') and turned <> concat(chr(13), 'ba'))
