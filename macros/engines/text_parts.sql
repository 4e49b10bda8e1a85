{# Two columns of a select, a row for each part of a text between signs of one character: `number`, from 0, and `part`. #}
{% macro text_parts(text, sign, number, part) -%}
    {{ adapter.dispatch('text_parts', 'customer360')(text, sign, number, part) }}
{%- endmacro %}

{% macro duckdb__text_parts(text, sign, number, part) -%}
    generate_subscripts(string_split({{ text }}, '{{ sign }}'), 1) - 1 as {{ number }},
        unnest(string_split({{ text }}, '{{ sign }}')) as {{ part }}
{%- endmacro %}

{% macro spark__text_parts(text, sign, number, part) -%}
    posexplode(split({{ text }}, '[{{ sign }}]')) as ({{ number }}, {{ part }})
{%- endmacro %}
