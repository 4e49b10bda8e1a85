{# The end of the query of a table whose rows shall lie together by a column, so that whoever reads one value of it need not read
   the others. On Spark the rows of a partition do. #}
{% macro together_by(column) -%}
    {{ adapter.dispatch('together_by', 'customer360')(column) }}
{%- endmacro %}

{% macro duckdb__together_by(column) -%}
    order by {{ column }}
{%- endmacro %}

{% macro spark__together_by(column) -%}
{%- endmacro %}
