with records as (

    select * from {{ ref('int_identity_records') }}
    where source in ('crm_customers', 'loyalty_members')

),

rule_clusters as (

    select * from {{ ref('int_identity_rule_clusters') }}

),

nicknames as (

    select nickname, min(given_name) as given_name
    from {{ ref('nicknames') }}
    group by nickname

),

plain as (

    select
        record_id,
        {{ clean_text(regexp_replace_all(fold_accents(lower_text('first_name')), '[.,;:()]', ' ')) }} as first_name,
        {{ clean_text(regexp_replace_all(fold_accents(lower_text('last_name')), '[.,;:()]', ' ')) }} as last_name,
        {{ clean_text(regexp_replace_all('name_key', '[.,;:()]', ' ')) }} as whole_name,
        cast(stated_birth_date as {{ dbt.type_string() }}) as birth_date,
        email,
        {{ regexp_replace_all('email', '@.*$', '') }} as mailbox,
        phone,
        {{ upper_text(regexp_replace_all('postal_code', '[^0-9A-Za-z]', '')) }} as postal_code,
        {{ clean_text(fold_accents(lower_text('city'))) }} as city,
        {{ clean_text(regexp_replace_all(fold_accents(lower_text('street_address')), '[.,;]', ' ')) }} as street,
        {{ fold_accents(lower_text('job_title')) }} as job_title,
        gender
    from records

),

-- A name of one word is a given name or a family name, as its column says; of a whole name the first and the last word count.
named as (

    select
        *,
        case
            when first_name is not null then first_name
            when last_name is null or whole_name like '% %' then {{ regexp_replace_all('whole_name', ' .*$', '') }}
        end as given_name,
        case
            when last_name is not null then last_name
            when whole_name like '% %' then {{ regexp_replace_all('whole_name', '^.* ', '') }}
        end as family_name
    from plain

),

final as (

    select
        named.record_id,
        {{ dbt.hash('named.record_id') }} as record_hash,
        rule_clusters.cluster_id,
        named.given_name,
        coalesce(nicknames.given_name, named.given_name) as given_root,
        substr(named.given_name, 1, 1) as given_initial,
        {{ ascii_text('named.given_name') }} as given_letters,
        named.family_name,
        substr(named.family_name, 1, 3) as family_start,
        {{ ascii_text('named.family_name') }} as family_letters,
        named.birth_date,
        substr(named.birth_date, 1, 4) as birth_year,
        substr(named.birth_date, 6, 5) as birth_month_day,
        named.email,
        named.mailbox,
        named.phone,
        nullif(named.postal_code, '') as postal_code,
        case
            when length(named.postal_code) > 3 then left(named.postal_code, length(named.postal_code) - 3)
        end as postal_area,
        named.city,
        {{ ascii_text('named.city') }} as city_letters,
        named.street,
        {{ ascii_text('named.street') }} as street_letters,
        named.job_title,
        named.gender
    from named
    inner join rule_clusters on named.record_id = rule_clusters.record_id
    left join nicknames on named.given_name = nicknames.nickname

)

select * from final
