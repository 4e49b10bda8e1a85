-- Phones as people write them; national ones by the country of the row, else by var default_country: where that is not GB,
-- the rows that rest on it name GB.
{%- set home = 'null' if var('default_country') == 'GB' else "'GB'" %}

with cases as (

    select *
    from (values
        ('+447703191701', null, '+447703191701', true),
        ('+44 770 3191 701', null, '+447703191701', true),
        ('0044-7703-191701', null, '+447703191701', true),
        ('+44 (0)779 2234 184', null, '+447792234184', true),
        ('+44 0779 2234184', null, '+447792234184', true),
        ('07703 191701', {{ home }}, '+447703191701', true),
        ('016977 2345', 'GB', '+44169772345', false),
        ('020 7946 0018', 'GB', '+442079460018', false),
        ('+44 7624 123456', null, '+447624123456', false),
        ('07703191701 x263', {{ home }}, '+447703191701', true),
        ('+4915152941590 ext. 12', 'DE', '+4915152941590', true),
        ('01515/2941590', 'DE', '+4915152941590', true),
        ('030 901820', 'DE', '+4930901820', false),
        ('+86-139-8595-8954', null, '+8613985958954', true),
        ('008613985958954', null, '+8613985958954', true),
        ('＋８６　１３９８５９５８９５４', null, '+8613985958954', true),
        ('13985958954', 'CN', '+8613985958954', true),
        ('010-62770334', 'CN', '+861062770334', false),
        ('010-62770334转12', 'CN', '+861062770334', false),
        ('06 30 01 28 65', 'FR', '+33630012865', true),
        ('+33 1 33 82 62 74', null, '+33133826274', false),
        ('(414) 854-8929', 'US', '+14148548929', null),
        ('1-414-854-8929', 'US', '+14148548929', null),
        ('+1 414 854 8929', null, '+14148548929', null),
        ('+39 06 698 82222', null, '+390669882222', false),
        ('+353 1 2345678', null, '+35312345678', false),
        ('612 345 678', 'ES', '+34612345678', true),
        ('079.123.45.67', 'CH', '+41791234567', true),
        ('+44‑7703‑191701', null, '+447703191701', true),
        ('tel: 07703 191701', {{ home }}, '+447703191701', true),
        ('7703191701', {{ home }}, null, null),
        ('13985958954', 'GB', null, null),
        ('07703191701', 'XX', null, null),
        ('+490000000000', null, null, null),
        ('000000000', {{ home }}, null, null),
        ('+44123', null, null, null),
        ('+1234567', null, null, null),
        ('12345', {{ home }}, null, null),
        ('+44 7703 191701 07703 191702', null, null, null),
        ('1.39859E+10', 'CN', null, null),
        ('unknown', null, null, null),
        ('+', null, null, null),
        ('', null, null, null),
        (null, null, null, null),
        ('+49 (0) 30-90 18 20', null, '+4930901820', false)
    ) as t (text, country_code, phone, mobile)

),

dialled as (

    select
        *,
        {{ phone_text(plain_text('text')) }} as dialled
    from cases

),

final as (

    select
        *,
        {{ to_e164('dialled', 'country_code') }} as found_phone,
        {{ is_mobile(to_e164('dialled', 'country_code')) }} as found_mobile
    from dialled

)

select * from final
where
    found_phone is distinct from phone
    or found_mobile is distinct from mobile
