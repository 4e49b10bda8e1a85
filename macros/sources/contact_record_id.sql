{# The record of the identifiers that a row of an input bears: rows of one input with the same ones share it. #}
{% macro contact_record_id(source, crm_customer_id='null', loyalty_member_id='null', email='null', phone='null') -%}
    {{ dbt.concat([source, "':'", row_fingerprint(contact_salt() + [crm_customer_id, loyalty_member_id, email, phone])]) }}
{%- endmacro %}


{# The inputs that say who someone is only beside what they tell: input, the columns of its judged rows that hold a customer
   number, a loyalty card, an email address and a phone number, and when they are known. #}
{% macro contact_inputs() -%}
    {%- do return([
        ('orders', 'order_customer_id', 'loyalty_member_id', 'email', 'phone', 'ordered_at'),
        ('service_tickets', 'customer_id', none, 'email', 'phone', 'opened_at'),
        ('survey_responses', 'customer_id', none, 'email', none, 'coalesce(responded_at, invited_at)'),
        ('campaign_touches', 'customer_id', none, 'email', none, 'known_at'),
        ('consents', 'customer_id', none, 'email', none, 'changed_at'),
        ('privacy_requests', 'customer_id', none, 'email', none, 'requested_at'),
        ('web_events', 'login_id', none, none, none, 'occurred_at'),
        ('order_lines', 'order_customer_id', none, none, none, 'ordered_at'),
    ]) -%}
{%- endmacro %}
