-- All capitals or all small letters get initial capitals; everything else is left alone.
with cases as (

    select *
    from (values
        ('Frédéric Fournier', 'Frédéric Fournier'),
        ('FRÉDÉRIC FOURNIER', 'Frédéric Fournier'),
        ('chloé roux', 'Chloé Roux'),
        ('JEAN-PIERRE O''BRIEN', 'Jean-Pierre O''Brien'),
        ('j.r.r. tolkien', 'J.R.R. Tolkien'),
        ('  anna   smith', 'Anna Smith'),
        ('ＡＮＮＡ', 'Anna'),
        ('McDonald', 'McDonald'),
        ('van der Berg', 'van der Berg'),
        ('Mike', 'Mike'),
        ('李强', '李强'),
        ('李 强', '李 强'),
        ('王小明 WANG', '王小明 Wang'),
        ('x', 'X'),
        ('ß', 'ẞ'),
        ('ᾳ', 'ᾼ'),
        ('müller', 'Müller'),
        ('MÜLLER', 'Müller'),
        ('ΣΟΦΌΣ', 'Σοφόσ'),
        ('İREM', 'Irem'),
        ('ǰ x', 'ǰ X'),
        ('d’arc', 'D’Arc'),
        ('NULL', null),
        ('-', null),
        ('123', '123'),
        ('', null),
        (null, null)
    ) as t (name, expected)

),

final as (

    select
        *,
        {{ person_name(plain_text('name')) }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
