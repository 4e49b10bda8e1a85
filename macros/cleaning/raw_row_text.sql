{# A raw row as one readable text, `column=value; …`, for the tables that hold rows of every source. Unless it is for the schema
   pii, personal data are struck out: what the contract marks as such, and in any other value the names of email addresses and
   phones that begin with +. #}
{% macro raw_row_text(columns, is_masked=true) -%}
    {%- set personal = personal_columns() -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- set raw = 'raw_' ~ column -%}
        {%- do parts.append("'" ~ ('' if loop.first else '; ') ~ column ~ "='") -%}
        {%- if is_masked and column in personal -%}
            {%- do parts.append("case when coalesce(" ~ raw ~ ", '') = '' then '' else '***' end") -%}
        {%- elif is_masked -%}
            {%- do parts.append("coalesce(" ~ without_contacts(raw) ~ ", '')") -%}
        {%- else -%}
            {%- do parts.append("coalesce(" ~ raw ~ ", '')") -%}
        {%- endif -%}
    {%- endfor -%}
    {{ dbt.concat(parts) }}
{%- endmacro %}
