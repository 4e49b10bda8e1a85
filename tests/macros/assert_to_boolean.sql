-- Yes and no in the spellings of systems and people; anything else is neither.
with cases as (

    select *
    from (values
        ('Y', true),
        ('yes', true),
        ('是', true),
        ('1', true),
        ('TRUE', true),
        ('T', true),
        (' true ', true),
        ('1.0', true),
        ('Ｙ', true),
        ('ja', true),
        ('oui', true),
        ('N', false),
        ('no', false),
        ('否', false),
        ('0', false),
        ('FALSE', false),
        ('F', false),
        ('0.0', false),
        ('nein', false),
        ('non', false),
        ('2', null),
        ('-1', null),
        ('maybe', null),
        ('truee', null),
        ('10', null),
        ('', null),
        (null, null)
    ) as t (text, expected)

),

final as (

    select
        *,
        {{ to_boolean(plain_text('text')) }} as found_expected
    from cases

)

select * from final
where
    found_expected is distinct from expected
