{#- How much of what the inputs say of people is said of known customers. An invitation to a survey says nothing. -#}
{%- set inputs = {
    'service_tickets': {'email': 'input_rows.email', 'phone': 'input_rows.phone'},
    'survey_responses': {'email': 'input_rows.email'},
    'campaign_touches': {'email': 'input_rows.email'},
    'consents': {'email': 'input_rows.email'},
    'privacy_requests': {'email': 'input_rows.email'},
} -%}
{%- set loyalty_inputs = ['loyalty_members', 'loyalty_transactions'] -%}

with customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

web_events as (

    select * from {{ ref('int_web_event_customers') }}

),

owned as (

    {% for input, identifiers in inputs.items() %}
        select
            '{{ input }}' as source_name,
            customer_ids.customer_id
        from {{ ref('int_' ~ input ~ '_judged') }} as input_rows
        left join customer_ids
            on {{ contact_record_id("'" ~ input ~ "'", 'input_rows.customer_id', **identifiers) }} = customer_ids.record_id
        where input_rows.row_outcome = 'kept' {{ 'and input_rows.score is not null' if input == 'survey_responses' }}
        union all
    {% endfor %}
    {% for input in loyalty_inputs %}
        select
            '{{ input }}' as source_name,
            customer_ids.customer_id
        from {{ ref('int_' ~ input ~ '_judged') }} as input_rows
        left join customer_ids
            on {{ dbt.concat(["'loyalty_members:'", 'input_rows.loyalty_member_id']) }} = customer_ids.record_id
        where input_rows.row_outcome = 'kept'
        union all
    {% endfor %}
    select
        'web_events' as source_name,
        customer_id
    from web_events

),

final as (

    select
        source_name,
        count(*) as n_rows,
        count(customer_id) as n_customer_rows,
        count(*) - count(customer_id) as n_nobody_rows,
        count(distinct customer_id) as n_customers
    from owned
    group by source_name

)

select * from final
