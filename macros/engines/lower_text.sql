{# Lower case, one character for one character: İ becomes i, Σ becomes σ wherever it stands. #}
{% macro lower_text(column) -%}
    {{ adapter.dispatch('lower_text', 'customer360')(column) }}
{%- endmacro %}

{% macro duckdb__lower_text(column) -%}
    lower({{ column }})
{%- endmacro %}

{# Spark's lower makes two characters of İ and ς of a last Σ. #}
{% macro spark__lower_text(column) -%}
    lower(translate({{ column }}, 'İΣ', 'iσ'))
{%- endmacro %}
