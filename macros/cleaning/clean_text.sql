{# Text without surrounding or doubled white space, of Unicode too; empty text is NULL. #}
{% macro clean_text(column) -%}
    nullif(trim({{ regexp_replace_all(
        column, '[[:space:]\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}]+', ' '
    ) }}), '')
{%- endmacro %}

{# The same at less cost: most cells are plain ASCII already and stay as they are. #}
{% macro tidy_text(column) -%}
    case
        when not ({{ regexp_matches(column, '[^ -~]|^ | $|  |^$') }}) then {{ column }}
        else {{ clean_text(column) }}
    end
{%- endmacro %}
