{# A raw row as one readable text, `column=value; …`, for the tables that hold rows of every source. #}
{% macro raw_row_text(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("'" ~ ('' if loop.first else '; ') ~ column ~ "='") -%}
        {%- do parts.append("coalesce(raw_" ~ column ~ ", '')") -%}
    {%- endfor -%}
    {{ dbt.concat(parts) }}
{%- endmacro %}
