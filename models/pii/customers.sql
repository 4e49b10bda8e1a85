{%- set units = {
    'name': ['full_name', 'first_name', 'last_name'],
    'email': ['email'],
    'phone': ['phone'],
    'birth_date': ['birth_date'],
    'gender': ['gender'],
    'job_title': ['job_title'],
    'address': ['street_address', 'postal_code', 'city', 'region', 'country_code'],
    'company': ['company_name', 'industry', 'company_size'],
    'customer_type': ['customer_type'],
    'acquisition_source': ['acquisition_source'],
    'account_owner': ['account_owner'],
} -%}
{%- set is_confirmed = noted(
    'case when chosen.email is not null then chosen.is_email_verified end', [('crm_customers', 'email')], 'boolean'
) -%}

with records as (

    select * from {{ ref('int_customer_records') }}

),

attribute_values as (

    select * from {{ ref('int_customer_attribute_values') }}
    where place = 1

),

known as (

    select
        customer_id,
        count(*) as n_records,
        min(known_at) as first_known_at,
        max(last_known_at) as last_known_at
    from records
    group by customer_id

),

chosen as (

    select
        attribute_values.customer_id,
        {%- for attribute, columns in units.items() %}
            {%- for column in columns %}
                max(case when attribute_values.attribute = '{{ attribute }}' then records.{{ column }} end) as {{ column }},
            {%- endfor %}
            max(case when attribute_values.attribute = '{{ attribute }}' then attribute_values.source end)
                as {{ attribute }}_source,
        {%- endfor %}
        bool_or(attribute_values.attribute = 'email' and attribute_values.is_verified) as is_email_verified,
        bool_or(attribute_values.attribute = 'email' and attribute_values.is_shared) as is_email_shared,
        bool_or(attribute_values.attribute = 'phone' and attribute_values.is_shared) as is_phone_shared
    from attribute_values
    inner join records on attribute_values.record_id = records.record_id
    group by attribute_values.customer_id

),

final as (

    select
        known.customer_id,
        {%- for attribute, columns in units.items() %}
            {%- for column in columns %}
                chosen.{{ column }},
            {%- endfor %}
            chosen.{{ attribute }}_source,
        {%- endfor %}
        {{ noted(is_confirmed, [('crm_customers', 'is_email_verified')], 'boolean') }} as is_email_verified,
        case when chosen.email is not null then chosen.is_email_shared end as is_email_shared,
        case when chosen.phone is not null then chosen.is_phone_shared end as is_phone_shared,
        known.n_records,
        known.first_known_at,
        known.last_known_at
    from known
    left join chosen on known.customer_id = chosen.customer_id

)

select * from final
