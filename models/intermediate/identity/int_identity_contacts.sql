{%- set contacts = contact_inputs() -%}

with order_lines as (

    select * from {{ ref('int_order_lines_judged') }}
    where quarantine_rule is null and order_customer_id <> '{{ guest_customer_id() }}'

),
{%- for source, customer_id, loyalty_member_id, email, phone, known_at in contacts if source != 'order_lines' %}

    {{ source }} as (

        select * from {{ ref('int_' ~ source ~ '_judged') }}
        where row_outcome = 'kept'

    ),
{% endfor %}
stated as (

    {%- for source, customer_id, loyalty_member_id, email, phone, known_at in contacts %}
        select
            '{{ source }}' as source,
            {{ customer_id }} as crm_customer_id,
            {{ loyalty_member_id or 'cast(null as ' ~ dbt.type_string() ~ ')' }},
            {{ email or 'cast(null as ' ~ dbt.type_string() ~ ')' }},
            {{ phone or 'cast(null as ' ~ dbt.type_string() ~ ')' }},
            {{ known_at }} as known_at
        from {{ source }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        source,
        crm_customer_id,
        loyalty_member_id,
        email,
        phone,
        min(known_at) as known_at,
        max(known_at) as last_known_at
    from stated
    where coalesce(crm_customer_id, loyalty_member_id, email, phone) is not null
    group by source, crm_customer_id, loyalty_member_id, email, phone

)

select * from final
