{# The day, in var('business_timezone'), of a UTC timestamp. #}
{% macro business_date(timestamp) -%}
    {%- if var('business_timezone') == 'UTC' -%}
        cast({{ timestamp }} as date)
    {%- else -%}
        {{ adapter.dispatch('business_date', 'customer360')(timestamp) }}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__business_date(timestamp) -%}
    cast(timezone('{{ var("business_timezone") }}', timezone('UTC', {{ timestamp }})) as date)
{%- endmacro %}

{% macro spark__business_date(timestamp) -%}
    cast(from_utc_timestamp({{ timestamp }}, '{{ var("business_timezone") }}') as date)
{%- endmacro %}
