{# Lower case, one character for one character: İ becomes i, Σ becomes σ wherever it stands. #}
{% macro lower_text(column) -%}
    lower(translate({{ column }}, 'İΣ', 'iσ'))
{%- endmacro %}
