{# The customer that stands for all orders without one. #}
{% macro guest_customer_id() -%}
    GUEST
{%- endmacro %}


{# Whether an order number begins with the cancellation prefix that its input declares. #}
{% macro is_cancellation(input, order_id) -%}
    {%- set prefix = (input_declaration(input).get('cancellation_prefix') or '') if input in var('inputs') else '' -%}
    {%- if prefix -%}
        coalesce(left({{ order_id }}, {{ prefix | length }}) = '{{ sql_text(prefix | upper) }}', false)
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
