{#- attribute: the text that tells its values apart, and how complete one is. What belongs together, such as the parts of an
    address, is taken from one record. -#}
{%- set company = ['company_name', 'industry', 'company_size'] -%}
{%- set address = ['street_address', 'postal_code', 'city', 'region', 'country_code'] -%}
{%- set attributes = {
    'name': ('name_key', 'length(full_name)'),
    'email': ('email', '0'),
    'phone': ('phone', '0'),
    'birth_date': ('cast(birth_date as ' ~ dbt.type_string() ~ ')', '0'),
    'gender': ('gender', '0'),
    'job_title': ('job_title', '0'),
    'address': parts_of_value(address),
    'company': parts_of_value(company),
    'customer_type': ('customer_type', '0'),
    'acquisition_source': ('acquisition_source', '0'),
    'account_owner': ('account_owner', '0'),
} -%}

with records as (

    select * from {{ ref('int_customer_records') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

source_priority as (

    select * from {{ ref('source_priority') }}

),

survivorship_rules as (

    select * from {{ ref('survivorship_rules') }}

),

stated as (

    {%- for attribute, (value, completeness) in attributes.items() %}
        select
            customer_id,
            record_id,
            source,
            '{{ attribute }}' as attribute,
            {{ value }} as attribute_value,
            {{ completeness }} as completeness,
            {{ 'is_email_verified' if attribute == 'email' else 'cast(null as boolean)' }} as is_verified,
            known_at,
            last_known_at
        from records
        where {{ value }} is not null
        {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scored as (

    select
        stated.*,
        coalesce(source_priority.priority, 99) as source_priority,
        shared_values.identifier_value is not null as is_shared,
        count(*) over (partition by stated.customer_id, stated.attribute, stated.attribute_value) as n_records,
        dense_rank() over (
            partition by stated.customer_id, stated.attribute
            order by case when source_priority.is_stated_by_customer then stated.last_known_at end asc nulls first
        ) as recency,
        dense_rank() over (
            partition by stated.customer_id, stated.attribute
            order by stated.known_at desc nulls first
        ) as age
    from stated
    left join source_priority on stated.source = source_priority.source
    left join shared_values
        on stated.attribute = shared_values.identifier_type and stated.attribute_value = shared_values.identifier_value

),

final as (

    select
        scored.customer_id,
        scored.attribute,
        scored.attribute_value,
        scored.record_id,
        scored.source,
        coalesce(scored.is_verified, false) as is_verified,
        scored.is_shared,
        scored.n_records,
        scored.last_known_at,
        row_number() over (
            partition by scored.customer_id, scored.attribute
            order by
                {%- for number in [1, 2, 3, 4] %}
                    {{ survivorship_score('survivorship_rules.criterion_' ~ number) }} desc,
                {%- endfor %}
                scored.attribute_value asc, scored.record_id asc
        ) as place
    from scored
    inner join survivorship_rules on scored.attribute = survivorship_rules.attribute

)

select * from final
