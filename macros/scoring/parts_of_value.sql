{# Of columns that form one value: the text that tells such values apart, NULL where all are, and how many there are. #}
{% macro parts_of_value(columns) %}
    {%- set texts, counts = [], [] -%}
    {%- for column in columns -%}
        {%- do texts.append("coalesce(" ~ column ~ ", '')") -%}
        {%- do counts.append("case when " ~ column ~ " is null then 0 else 1 end") -%}
    {%- endfor -%}
    {%- set text = "concat_ws('|', " ~ texts | join(', ') ~ ")" -%}
    {%- set nothing = '|' * (columns | length - 1) -%}
    {%- do return(("nullif(" ~ text ~ ", '" ~ nothing ~ "')", counts | join(' + '))) -%}
{% endmacro %}
