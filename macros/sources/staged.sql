{# How the model of an input that several others read is kept: as a table where the input is declared, and where it is not
   as a view, so that an empty input costs nothing. #}
{% macro staged_as(input) %}
    {%- do return('table' if input in var('inputs') else undeclared_as()) -%}
{% endmacro %}


{# How a staging model is kept that its judged model alone reads. #}
{% macro staged_for_judging() %}
    {%- do return(undeclared_as()) -%}
{% endmacro %}


{# Fingerprint of a raw row in the CTE `typed`: by value for the columns in `by_value` and in `places`, which says how many a
   decimal has that has more than four; as written for the others. #}
{% macro raw_row_hash(columns, by_value=[], places={}) -%}
    {%- set values = [] -%}
    {%- for column in columns -%}
        {%- set raw = 'typed.raw_' ~ column -%}
        {%- set text = decimal_text('typed.' ~ column, places.get(column, 4)) -%}
        {%- do values.append('coalesce(' ~ text ~ ', ' ~ raw ~ ')' if column in by_value or column in places else raw) -%}
    {%- endfor -%}
    {{ row_fingerprint(values) }}
{%- endmacro %}
