{# md5 of a row's content: equal rows get equal text, wherever they stand in the file. NULL and empty count as equal. #}
{% macro row_fingerprint(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ dbt.hash('concat_ws(chr(31), ' ~ parts | join(', ') ~ ')') }}
{%- endmacro %}
