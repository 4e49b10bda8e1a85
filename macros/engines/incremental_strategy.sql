{# Config of an incremental model whose new rows replace all stored rows with the same value of a column. #}
{% macro replace_by(column) %}
    {%- do return(adapter.dispatch('replace_by', 'customer360')(column)) -%}
{% endmacro %}

{% macro duckdb__replace_by(column) %}
    {%- do return({
        'incremental_strategy': 'delete+insert', 'unique_key': column, 'on_schema_change': 'sync_all_columns'
    }) -%}
{% endmacro %}

{# Columns of Parquet tables can be neither dropped nor retyped: another set of columns needs --full-refresh. #}
{% macro spark__replace_by(column) %}
    {%- do return({'incremental_strategy': 'insert_overwrite', 'partition_by': [column], 'on_schema_change': 'fail'}) -%}
{% endmacro %}
