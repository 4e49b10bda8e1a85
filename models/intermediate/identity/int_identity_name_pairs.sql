{%- set shorter = "('more_names', 'nickname', 'initial')" -%}
{%- set initial = '^.[.]?$' -%}
{%- set words = 'trim(' ~ regexp_replace_all('name_key', '[ ,.%_\\x{5c}-]+', ' ') ~ ')' -%}
{%- set twice_b = dbt.concat(['pairs.letters_b', 'pairs.letters_b']) -%}
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
        name_key as name,
        {{ given_name('name_key') }} as given,
        {{ regexp_replace_all('name_key', '^.* |[.]$', '') }} as family,
        {{ regexp_replace_all('name_key', '([aou])e', '$1') }} as bare,
        {{ regexp_replace_all('name_key', '[ ,]', '') }} as letters,
        {{ regexp_replace_all('name_key', '[aoe]+(,? |$)', '$1') }} as stems,
        {{ words }} as words,
        {{ dbt.concat(["' '", dbt.replace(words, "' '", "'  '"), "' '"]) }} as spaced_words,
        {{ dbt.concat(["' '", dbt.replace(words, "' '", "' % '"), "' %'"]) }} as words_and_more,
        {{ dbt.concat(["' '", regexp_replace_all(words, '^(.*) ([^ ]+)$', '$2  $1'), "' %'"]) }} as turned_and_more,
        min(record_id) as record_id,
        coalesce(bool_or(is_mobile), identifier_type = 'email') as is_personal,
        min(birth_date) as first_birth_date,
        max(birth_date) as last_birth_date
    from identifiers
    where identifier_type in ('email', 'phone') and demotion_reason is null and name_key is not null and n_names > 1
    group by identifier_type, identifier_value, name_key

),

pairs as (

    select
        a.identifier_type,
        a.identifier_value,
        a.record_id as record_a,
        b.record_id as record_b,
        -- Two words of the one are among those of the other, a given name in front; a word alone may be a family's.
        {%- for short, long in [('a', 'b'), ('b', 'a')] %}
            {{ short }}.words like '% %' and (
                {{ long }}.spaced_words like {{ short }}.words_and_more
                or {{ long }}.spaced_words like {{ short }}.turned_and_more
            ) as is_within_{{ long }},
        {%- endfor %}
        a.is_personal,
        coalesce(a.first_birth_date = b.first_birth_date, false) as has_one_birth_date,
        {%- for spelling in ['name', 'given', 'family', 'bare', 'letters', 'stems'] %}
            a.{{ spelling }} as {{ spelling }}_a,
            b.{{ spelling }} as {{ spelling }}_b,
        {%- endfor %}
        least(a.first_birth_date, b.first_birth_date) as first_birth_date,
        greatest(a.last_birth_date, b.last_birth_date) as last_birth_date
    from named as a
    inner join named as b
        on a.identifier_type = b.identifier_type and a.identifier_value = b.identifier_value and a.name < b.name

),

agreeing as (

    select
        pairs.*,
        case
            when pairs.first_birth_date <> pairs.last_birth_date then null
            when pairs.given_a = pairs.family_b and pairs.family_a = pairs.given_b then 'swapped'
            -- A name in signs has no spaces to be cut at: its letters stand in the other one written twice.
            when
                length(pairs.letters_a) = length(pairs.letters_b)
                and {{ dbt.replace(twice_b, 'pairs.letters_a', "''") }} <> {{ twice_b }}
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
                and (
                    levenshtein(pairs.name_a, pairs.name_b) <= 1
                    -- Two letters swapped.
                    or (
                        length(pairs.name_a) = length(pairs.name_b) and levenshtein(pairs.name_a, pairs.name_b) = 2
                        and {{ same_letters('pairs.name_a', 'pairs.name_b') }}
                    )
                )
                then 'one_typo'
            when pairs.is_within_a or pairs.is_within_b then 'more_names'
            when pairs.given_a = pairs.given_b and pairs.has_one_birth_date and pairs.name_a not like '%,%' then 'same_given_name'
            when pairs.family_a <> pairs.family_b then null
            when short_a.nickname is not null or short_b.nickname is not null then 'nickname'
            when
                left(pairs.given_a, 1) = left(pairs.given_b, 1)
                and ({{ regexp_matches('pairs.given_a', initial) }} or {{ regexp_matches('pairs.given_b', initial) }})
                then 'initial'
        end as agreement,
        short_a.nickname is not null or pairs.is_within_b or {{ regexp_matches('pairs.given_a', initial) }} as is_short_a
    from pairs
    left join nicknames as short_a on pairs.given_a = short_a.nickname and pairs.given_b = short_a.given_name
    left join nicknames as short_b on pairs.given_b = short_b.nickname and pairs.given_a = short_b.given_name

),

-- John Carter is Jr. or Sr., J. is James or Jane: a short name that fits two people is of neither.
fitting as (

    select
        *,
        count(case when agreement in {{ shorter }} then 1 end) over (
            partition by identifier_type, identifier_value, case when is_short_a then record_a else record_b end
        ) as n_fits,
        count(*) over (partition by identifier_type, identifier_value)
        > count(agreement) over (partition by identifier_type, identifier_value) as has_others
    from agreeing

),

final as (

    select
        identifier_type,
        identifier_value,
        record_a,
        record_b,
        case when n_fits <= 1 or not has_others or agreement not in {{ shorter }} then agreement end as agreement,
        coalesce(is_personal, false) or has_one_birth_date as is_confirmed
    from fitting

)

select * from final
