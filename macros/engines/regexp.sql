{# Replaces every match; patterns and replacements are written as RE2 takes them. #}
{% macro regexp_replace_all(column, pattern, replacement) -%}
    {{ adapter.dispatch('regexp_replace_all', 'customer360')(column, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__regexp_replace_all(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
