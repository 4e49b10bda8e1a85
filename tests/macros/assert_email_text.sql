-- Addresses in lower case; dots and plus stay, what is no address is none.
with cases as (

    select *
    from (values
        ('Anna.Smith+x@GMAIL.com', 'anna.smith+x@gmail.com', 'gmail.com'),
        ('  a.b@x.co.uk 　', 'a.b@x.co.uk', 'x.co.uk'),
        ('mailto:a@b.de', 'a@b.de', 'b.de'),
        ('Anna <A@B.de>', 'a@b.de', 'b.de'),
        ('ａ＠ｂ．ｃｏｍ', 'a@b.com', 'b.com'),
        ('o''brien@x.ie', 'o''brien@x.ie', 'x.ie'),
        ('a_b-c@x-y.museum', 'a_b-c@x-y.museum', 'x-y.museum'),
        ('a@xn--bcher-kva.de', 'a@xn--bcher-kva.de', 'xn--bcher-kva.de'),
        ('a​@b.de', 'a@b.de', 'b.de'),
        ('a@b', null, null),
        ('a@@b.de', null, null),
        ('a@b@c.de', null, null),
        ('.a@b.de', null, null),
        ('a.@b.de', null, null),
        ('a..b@c.de', null, null),
        ('a@-b.de', null, null),
        ('a@b-.de', null, null),
        ('a@b..de', null, null),
        ('a@b.c', null, null),
        ('a@1.2.3.4', null, null),
        ('a b@c.de', null, null),
        ('a@b.de, c@d.de', null, null),
        ('müller@x.de', null, null),
        ('n/a', null, null),
        ('@', null, null),
        ('', null, null),
        (null, null, null)
    ) as t (text, email, domain)

),

final as (

    select
        *,
        {{ email_text(plain_text('text')) }} as found_email,
        {{ email_domain(email_text(plain_text('text'))) }} as found_domain
    from cases

)

select * from final
where
    found_email is distinct from email
    or found_domain is distinct from domain
