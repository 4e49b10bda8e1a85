-- Words that say nothing is known are NULL, as identifiers too; names that look like them are not. is_known_text tells them
-- apart in raw text.
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
        (chr(92) || 'N', null),
        (' ' || chr(92) || 'N ', null),
        ('＼Ｎ', null),
        (chr(92) || 'Nord', chr(92) || 'Nord'),
        (chr(92), chr(92)),
        ('?', null),
        ('－', null),
        ('Null', 'Null'),
        ('NA', 'NA'),
        ('Nan', 'Nan'),
        ('a-b', 'a-b'),
        ('', null),
        (' ', null),
        ('​N/A 　', null),
        (concat(chr(9), '﻿'), null),
        ('---', '---'),
        ('- -', '- -'),
        ('＃Ｎ／Ａ', null),
        ('－-', null),
        ('？', null),
        ('n', 'n'),
        ('0', '0'),
        ('.', '.'),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        {{ known_text(plain_text('text')) }} as found_expected,
        {{ plain_id(plain_text('text')) }} as found_id,
        {{ is_known_text('text') }} as is_known
    from cases

)

select * from final
where
    found_expected is distinct from expected
    or found_id is distinct from {{ upper_text('expected') }}
    or is_known is distinct from (expected is not null)
