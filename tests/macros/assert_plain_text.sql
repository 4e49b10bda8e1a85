-- Wide signs are ASCII, unseen ones go, white space is one space; what is plain already stays.
with cases as (

    select *
    from (values
        ('abc', 'abc', 'abc'),
        ('Simple Pan', 'Simple Pan', 'Simple Pan'),
        ('  a   b ', 'a b', 'a b'),
        ('Ｓｉｍｐｌｅ Ｐａｎ', 'Simple Pan', 'Ｓｉｍｐｌｅ Ｐａｎ'),
        (
            '！＂＃＄％＆＇（）＊＋，－．／０９：；＜＝＞？＠ＡＺ［＼］＾＿｀ａｚ｛｜｝～',
            concat('!"#$%&''()*+,-./09:;<=>?@AZ[', chr(92), ']', chr(94), '_`az{|}~'),
            '！＂＃＄％＆＇（）＊＋，－．／０９：；＜＝＞？＠ＡＺ［＼］＾＿｀ａｚ｛｜｝～'
        ),
        ('快递太慢，真的！', '快递太慢,真的!', '快递太慢，真的！'),
        ('A​b', 'Ab', 'Ab'),
        ('﻿x', 'x', 'x'),
        ('so­ft', 'soft', 'soft'),
        (concat('b', chr(7), 'ell'), 'bell', 'bell'),
        (concat('K', chr(9), 'aren'), 'Karen', 'Karen'),
        (concat('李', chr(9), '强'), '李强', '李强'),
        (concat('a', chr(9), 'b'), 'a b', 'a b'),
        (concat('one', chr(9), chr(10), 'two'), 'one two', 'one two'),
        ('　李　强 ', '李 强', '李 强'),
        ('ﾊﾝ½', 'ﾊﾝ½', 'ﾊﾝ½'),
        ('😀', '😀', '😀'),
        ('​', null, null),
        (chr(7), null, null),
        ('   ', null, null),
        ('', null, null),
        (null, null, null)
    ) as t (text, expected, unfolded)

),

final as (

    select
        *,
        {{ plain_text('text') }} as found_expected,
        {{ plain_text('text', fold=false) }} as found_unfolded
    from cases

)

select * from final
where
    found_expected is distinct from expected
    or found_unfolded is distinct from unfolded
