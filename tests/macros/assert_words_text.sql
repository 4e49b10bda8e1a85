-- Single words; | where a clause ends; n't is not under every apostrophe; East Asian signs one by one, and simplified.
with cases as (

    select *
    from (values
        ('It''s GOOD, really!', 'it s good | really |'),
        ('I didn’t, can''t, won`t or cannot', 'i did not | can not | will not or can not'),
        ('well-made - though (very) dear', 'well made | though | very | dear'),
        ('Good but slow; but…cheap', 'good | slow | cheap'),
        ('But butter', '| butter'),
        ('Anything but fast', 'anythingbut fast'),
        ('Enttäuscht – très déçu', 'enttauscht | tres decu'),
        ('不错，但是太慢。', '不 错 | 太 慢 |'),
        ('不但好 ok', '不 仅 好 ok'),
        ('ＧＯＯＤ！', 'good |'),
        ('質量沒問題', '质 量 没 问 题'),
        ('5/5 [a|b]', '5 | 5 | a | b |'),
        ('Спасибо', ''),
        ('', ''),
        (null, null)
    ) as t (text, expected)

),

found as (

    select
        *,
        {{ words_text('text') }} as found_expected
    from cases

)

select * from found
where found_expected is distinct from expected
