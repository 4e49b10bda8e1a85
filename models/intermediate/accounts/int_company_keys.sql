{#- Each company name in the form in which names are compared: small letters without accents, points and the legal form. Dashes,
    quotes and signs beyond ASCII part words too: they lie between U+0080 and U+00BF and between U+2000 and U+2BFF. -#}
{%- set pointless = regexp_replace_all(fold_accents(lower_text('company_name')), '[.]', '') -%}
{%- set words = 'trim(' ~ regexp_replace_all(pointless, '[^0-9a-z\\x{c0}-\\x{1fff}\\x{2c00}-\\x{10ffff}]+', ' ') ~ ')' -%}

with customers as (

    select * from {{ ref('customers') }}

),

legal_forms as (

    select * from {{ ref('company_legal_forms') }}

),

names as (

    select distinct
        company_name,
        {{ words }} as name_words
    from customers
    where company_name is not null

),

endings as (

    select
        names.company_name,
        names.name_words,
        legal_forms.legal_form,
        row_number() over (
            partition by names.company_name order by length(legal_forms.legal_form) desc nulls last, legal_forms.legal_form asc
        ) as place
    from names
    left join legal_forms
        on
            length(names.name_words) > length(legal_forms.legal_form)
            and names.name_words like
            {{ dbt.concat(["case when legal_forms.is_word then '% ' else '%' end", 'legal_forms.legal_form']) }}

),

final as (

    select
        company_name,
        coalesce(
            nullif(trim(left(name_words, length(name_words) - coalesce(length(legal_form), 0))), ''),
            {{ lower_text('company_name') }}
        ) as company_key
    from endings
    where place = 1

)

select * from final
