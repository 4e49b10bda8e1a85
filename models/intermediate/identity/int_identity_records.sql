{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
{%- set folded_name = fold_accents(lower_text('full_name')) -%}
{%- set titles = '^((mr|mrs|ms|miss|dr|prof|med|herr|frau|mme|mlle)[.]? )+' -%}
{#- Chinese, Japanese and Korean signs, with the point that Japanese sets between the parts of a foreign name. -#}
{%- set signs = '\\x{3005}\\x{3040}-\\x{30ff}\\x{3400}-\\x{9fff}\\x{ac00}-\\x{d7a3}' -%}

with crm_customers as (

    select * from {{ ref('int_crm_customers_judged') }}
    where row_outcome = 'kept'

),

loyalty_members as (

    select * from {{ ref('int_loyalty_members_judged') }}
    where row_outcome = 'kept'

),

contacts as (

    select * from {{ ref('int_identity_contacts') }}

),

stated as (

    select
        {{ dbt.concat(["'crm_customers:'", 'crm_customer_id']) }} as record_id,
        'crm_customers' as source,
        crm_customer_id,
        {{ no_text }} as loyalty_member_id,
        -- Names in such signs stand in one word, the family name first.
        coalesce(
            full_name,
            case
                when {{ regexp_matches(dbt.concat(['last_name', 'first_name']), '^[ ' ~ signs ~ ']+$') }}
                    then {{ dbt.concat(['last_name', 'first_name']) }}
            end,
            nullif(concat_ws(' ', first_name, last_name), '')
        ) as full_name,
        email,
        is_email_verified,
        phone,
        birth_date,
        gender,
        country_code,
        city,
        company_name,
        created_at as known_at,
        coalesce(updated_at, created_at) as last_known_at,
        first_name,
        last_name,
        stated_birth_date,
        postal_code,
        street_address,
        job_title
    from crm_customers
    union all
    select
        {{ dbt.concat(["'loyalty_members:'", 'loyalty_member_id']) }} as record_id,
        'loyalty_members' as source,
        customer_id as crm_customer_id,
        loyalty_member_id,
        full_name,
        email,
        cast(null as boolean) as is_email_verified,
        phone,
        birth_date,
        {{ no_text }} as gender,
        {{ no_text }} as country_code,
        {{ no_text }} as city,
        {{ no_text }} as company_name,
        joined_at as known_at,
        coalesce(updated_at, joined_at) as last_known_at,
        {{ no_text }} as first_name,
        {{ no_text }} as last_name,
        stated_birth_date,
        {{ no_text }} as postal_code,
        {{ no_text }} as street_address,
        {{ no_text }} as job_title
    from loyalty_members
    union all
    select
        {{ contact_record_id('source', 'crm_customer_id', 'loyalty_member_id', 'email', 'phone') }} as record_id,
        source,
        crm_customer_id,
        loyalty_member_id,
        {{ no_text }} as full_name,
        email,
        cast(null as boolean) as is_email_verified,
        phone,
        cast(null as date) as birth_date,
        {{ no_text }} as gender,
        {{ no_text }} as country_code,
        {{ no_text }} as city,
        {{ no_text }} as company_name,
        known_at,
        last_known_at,
        {{ no_text }} as first_name,
        {{ no_text }} as last_name,
        cast(null as date) as stated_birth_date,
        {{ no_text }} as postal_code,
        {{ no_text }} as street_address,
        {{ no_text }} as job_title
    from contacts

),

final as (

    -- Lists pad a short name with spaces between its signs, or set its parts apart. A title is no part of a name, as one
    -- record has it and another has not; before a surname alone it stays, where it tells husband from wife.
    select
        *,
        case
            when {{ regexp_matches('full_name', '^[ ' ~ signs ~ ']+$') }}
                then nullif({{ regexp_replace_all('full_name', '[ \\x{30fb}]', '') }}, '')
            when {{ regexp_matches(folded_name, titles ~ '[^ ]+$') }} then {{ folded_name }}
            else {{ regexp_replace_all(folded_name, titles, '') }}
        end as name_key
    from stated

)

select * from final
