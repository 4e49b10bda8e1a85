{# The customer that stands for all orders without one. #}
{% macro guest_customer_id() -%}
    GUEST
{%- endmacro %}


{# Whether an order number begins with the cancellation prefix that its input declares. #}
{% macro is_cancellation(input, order_id) -%}
    {%- set declaration = input_declaration(input) if execute and input in var('inputs') else {} -%}
    {%- set prefix = declaration.get('cancellation_prefix') or '' -%}
    {%- if prefix -%}
        coalesce(left({{ order_id }}, {{ prefix | length }}) = '{{ sql_text(prefix | upper) }}', false)
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}


{# var('reporting_currency') as text; NULL where it is not set. #}
{% macro reporting_currency() -%}
    cast({{ 'null' if var('reporting_currency') is none else "'" ~ var('reporting_currency') ~ "'" }} as {{ dbt.type_string() }})
{%- endmacro %}


{# Whether a row leaves its currency open. A text that is no code ($, ¥) does so only where nobody names a code: else it may be
   any currency, and there is no rate for it. `reporting` is int_reporting_currency. #}
{% macro names_no_currency(row) -%}
    ({{ row }}.currency is null and not (reporting.has_codes and {{ is_known_text(row ~ '.raw_currency') }}))
{%- endmacro %}
