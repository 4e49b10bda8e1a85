{%- set generation = '^(jr|sr|ii|iii|iv)$' -%}

with identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

nicknames as (

    select * from {{ ref('nicknames') }}

),

-- At most identity_max_names names to a value, so the pairs of a value are few however many records bear it.
named as (

    select
        identifier_type,
        identifier_value,
        name_key,
        {{ given_name('name_key') }} as given_name,
        {{ regexp_replace_all('name_key', '^.* |[.]$', '') }} as family_name,
        {{ regexp_replace_all('name_key', '([aou])e', '$1') }} as bare_name,
        {{ regexp_replace_all('name_key', '[ ,]', '') }} as letters,
        {{ regexp_replace_all('name_key', '[aoe]+(,? |$)', '$1') }} as stems,
        min(record_id) as record_id,
        coalesce(bool_or(is_mobile), identifier_type = 'email') as is_personal,
        min(birth_date) as first_birth_date,
        max(birth_date) as last_birth_date
    from identifiers
    where identifier_type in ('email', 'phone') and demotion_reason is null and name_key is not null
    group by identifier_type, identifier_value, name_key

),

pairs as (

    select
        a.identifier_type,
        a.identifier_value,
        a.record_id as record_a,
        b.record_id as record_b,
        a.is_personal,
        coalesce(a.first_birth_date = b.first_birth_date, false) as has_one_birth_date,
        a.name_key as name_a,
        b.name_key as name_b,
        a.bare_name as bare_a,
        b.bare_name as bare_b,
        a.letters as letters_a,
        b.letters as letters_b,
        a.stems as stems_a,
        b.stems as stems_b,
        a.given_name as given_a,
        b.given_name as given_b,
        a.family_name as family_a,
        b.family_name as family_b,
        least(a.first_birth_date, b.first_birth_date) as first_birth_date,
        greatest(a.last_birth_date, b.last_birth_date) as last_birth_date
    from named as a
    inner join named as b
        on a.identifier_type = b.identifier_type and a.identifier_value = b.identifier_value and a.name_key < b.name_key

),

final as (

    select
        pairs.identifier_type,
        pairs.identifier_value,
        pairs.record_a,
        pairs.record_b,
        case
            when pairs.first_birth_date <> pairs.last_birth_date then null
            when pairs.given_a = pairs.family_b and pairs.family_a = pairs.given_b then 'swapped'
            -- A name in signs has no spaces to be cut at: its letters stand in the other one written twice.
            when
                length(pairs.letters_a) = length(pairs.letters_b)
                and {{ dbt.replace(dbt.concat(['pairs.letters_b', 'pairs.letters_b']), 'pairs.letters_a', "''") }}
                <> {{ dbt.concat(['pairs.letters_b', 'pairs.letters_b']) }}
                then 'swapped'
            -- One letter tells a father from his son, who bears his name, and Mario from Maria.
            when
                pairs.family_a <> pairs.family_b
                and {{ regexp_matches('pairs.family_a', generation) }} and {{ regexp_matches('pairs.family_b', generation) }}
                then null
            when pairs.stems_a = pairs.stems_b and not pairs.has_one_birth_date then null
            -- Jürgen is Juergen where a keyboard has no ü: keys have lost the dots already.
            when pairs.bare_a = pairs.bare_b then 'umlaut'
            -- The engines measure the distance of letters beyond ASCII differently.
            when
                length(pairs.name_a) >= 8 and length(pairs.name_b) >= 8
                and not ({{ regexp_matches(dbt.concat(['pairs.name_a', 'pairs.name_b']), '[^ -~]') }})
                and levenshtein(pairs.name_a, pairs.name_b) <= 1
                then 'one_typo'
            -- Two letters swapped: as many letters, and the same ones.
            when
                length(pairs.name_a) >= 8 and length(pairs.name_a) = length(pairs.name_b)
                and not ({{ regexp_matches(dbt.concat(['pairs.name_a', 'pairs.name_b']), '[^ -~]') }})
                and translate(pairs.name_a, pairs.name_b, '') = '' and translate(pairs.name_b, pairs.name_a, '') = ''
                and levenshtein(pairs.name_a, pairs.name_b) = 2
                then 'one_typo'
            when pairs.family_a <> pairs.family_b then null
            when short_a.nickname is not null or short_b.nickname is not null then 'nickname'
            when
                left(pairs.given_a, 1) = left(pairs.given_b, 1)
                and ({{ regexp_matches('pairs.given_a', '^.[.]?$') }} or {{ regexp_matches('pairs.given_b', '^.[.]?$') }})
                then 'initial'
        end as agreement,
        coalesce(pairs.is_personal, false) or pairs.has_one_birth_date as is_confirmed
    from pairs
    left join nicknames as short_a on pairs.given_a = short_a.nickname and pairs.given_b = short_a.given_name
    left join nicknames as short_b on pairs.given_b = short_b.nickname and pairs.given_a = short_b.given_name

)

select * from final
