{# Whole seconds since 1970 to a UTC timestamp. #}
{% macro seconds_to_timestamp(seconds) -%}
    {{ adapter.dispatch('seconds_to_timestamp', 'customer360')(seconds) }}
{%- endmacro %}

{% macro duckdb__seconds_to_timestamp(seconds) -%}
    make_timestamp(({{ seconds }}) * 1000000)
{%- endmacro %}

{% macro spark__seconds_to_timestamp(seconds) -%}
    timestamp_seconds({{ seconds }})
{%- endmacro %}
