-- Single words; | where a clause ends, also at an order's number; n't is not under every apostrophe and without one; East
-- Asian signs one by one, and simplified.
with cases as (

    select *
    from (values
        ('It''s GOOD, really!', 'it s good | really |'),
        ('I didn’t, can''t, won`t or cannot', 'i did not | can not | will not or can not'),
        ('Isn&#39;t, ISN&apos;T, isn&#x27;t, isn&rsquo;t', 'is not | is not | is not | is not'),
        ('good &amp; cheap&nbsp;&#128512;', 'good cheap'),
        ('It isnt, didnt and cant; I dont, it wont', 'it is not | did not and can not | i do not | it will not'),
        ('significant tenant', 'significant tenant'),
        ('Le produit dont je parle', 'le produit dont je parle'),
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
        ('Order no 4711 is late', 'order | is late'),
        ('invoice no. #SO12', 'invoice no | so12'),
        ('No AB471', '|'),
        ('no 5 stars, no 3d', 'no 5 stars | no 3d'),
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
