{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'crm_customer_id', 'full_name', 'first_name', 'last_name', 'email', 'phone', 'birth_date', 'gender', 'job_title',
    'street_address', 'postal_code', 'city', 'region', 'country', 'customer_type', 'company_name', 'industry', 'company_size',
    'owner', 'source', 'is_email_verified', 'created_at', 'updated_at'
] -%}

with raw_crm_customers as (

    select {{ plain_columns(columns) }}
    from {{ raw('crm_customers') }}

),

stated as (

    select
        {{ known_id('crm_customer_id') }} as crm_customer_id,

        {{ person_name('full_name') }} as full_name,
        {{ person_name('first_name') }} as first_name,
        {{ person_name('last_name') }} as last_name,
        {{ known_text('job_title') }} as job_title,
        {{ known_text('street_address') }} as street_address,
        {{ upper_text(known_text('postal_code')) }} as postal_code,
        {{ known_text('city') }} as city,
        {{ known_text('region') }} as region,
        {{ known_text('company_name') }} as company_name,
        {{ lower_text(known_text('industry')) }} as industry,
        {{ known_text('company_size') }} as company_size,
        {{ known_text('owner') }} as owner,
        {{ lower_text(known_text('source')) }} as source,
        {{ lower_text(known_text('customer_type')) }} as customer_type_spelling,
        {{ lower_text(known_text('gender')) }} as gender_spelling,
        {{ upper_text(known_text('country')) }} as country_alias,
        {{ email_text('email') }} as email_text,
        {{ phone_text('phone') }} as phone_text,

        {{ to_boolean('is_email_verified') }} as is_email_verified,

        {{ any_to_date('birth_date', first_serial=10000) }} as stated_birth_date,
        {{ any_to_timestamp('created_at') }} as created_at,
        {{ any_to_timestamp('updated_at') }} as updated_at,

        {{ raw_names(columns) }}
    from raw_crm_customers

),

typed as (

    select
        stated.*,
        case
            when placeholder_birth_dates.value is null
                then {{ plausible_birth_date('stated.stated_birth_date', 'stated.created_at') }}
        end as birth_date
    from stated
    left join {{ ref('placeholder_values') }} as placeholder_birth_dates
        on
            placeholder_birth_dates.kind = 'birth_date'
            and cast(stated.stated_birth_date as {{ dbt.type_string() }}) = placeholder_birth_dates.value

),

final as (

    select
        {{ raw_row_hash(columns, ['birth_date', 'created_at', 'updated_at']) }} as row_hash,
        typed.*,
        coalesce(customer_types.code, typed.customer_type_spelling) as customer_type,
        genders.code as gender,
        countries.country_code,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email,
        case when placeholder_phones.value is null then {{ to_e164('typed.phone_text', 'countries.country_code') }} end as phone,
        {{ is_mobile('phone') }} as is_mobile
    from typed
    left join {{ ref('code_spellings') }} as customer_types
        on customer_types.code_list = 'customer_type' and typed.customer_type_spelling = customer_types.spelling
    left join {{ ref('code_spellings') }} as genders
        on genders.code_list = 'gender' and typed.gender_spelling = genders.spelling
    left join {{ ref('country_codes') }} as countries on typed.country_alias = countries.country_alias
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value
    left join {{ ref('placeholder_values') }} as placeholder_phones
        on placeholder_phones.kind = 'phone' and typed.phone_text = placeholder_phones.value

)

select * from final
