{# Text without surrounding or doubled white space; empty text is NULL. #}
{% macro clean_text(column) -%}
    nullif(trim({{ regexp_replace_all(column, '[[:space:]]+', ' ') }}), '')
{%- endmacro %}


{# An identifier: clean text in upper case, without the '.0' that spreadsheets and pandas add to whole numbers. #}
{% macro clean_id(column) -%}
    upper({{ regexp_replace_all(clean_text(column), '^([0-9]+)[.]0+$', '\\1') }})
{%- endmacro %}
