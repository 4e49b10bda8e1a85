{# What stands behind `from` for an input's location. #}
{% macro input_relation(location) %}
    {%- do return(adapter.dispatch('input_relation', 'customer360')(location)) -%}
{% endmacro %}

{# CSV: every column as text, so that one bad cell is quarantined instead of stopping the read. Quoting is stated, not
   sniffed: a first quote or a line that begins with # may come after the rows that are sniffed. #}
{% macro duckdb__input_relation(location) %}
    {%- set path = sql_text(location) -%}
    {%- if not is_file(location) -%}
        {%- do return(table_of(location) | string) -%}
    {%- elif location.lower().endswith('.parquet') -%}
        {%- do return("read_parquet('" ~ path ~ "', "
            ~ "union_by_name = true, hive_partitioning = false, binary_as_string = true)") -%}
    {%- else -%}
        {%- do return("read_csv('" ~ path ~ "', all_varchar = true, header = true, null_padding = true, "
            ~ "union_by_name = true, hive_partitioning = false, quote = '\"', escape = '\"', comment = '', parallel = false)") -%}
    {%- endif -%}
{% endmacro %}

{# Spark takes options for a file in a view only. #}
{% macro spark__input_relation(location) %}
    {%- if not is_file(location) -%}
        {%- do return(table_of(location) | string) -%}
    {%- endif -%}
    {%- set view = 'customer360_input_' ~ local_md5(location) -%}
    {%- set format = 'parquet' if location.lower().endswith('.parquet') else 'csv' -%}
    {%- set is_glob = '*' in location or '?' in location or '[' in location -%}
    {#- several files must agree in their header; one file may have a nameless column -#}
    {%- set options = {'mergeSchema': 'true'} if format == 'parquet' else {
        'header': 'true', 'inferSchema': 'false', 'enforceSchema': 'false' if is_glob else 'true', 'multiLine': 'true',
        'quote': '"', 'escape': '"'
    } -%}
    {%- do options.update({'path': location}) -%}
    {%- if location.lower().endswith('.tsv') -%}{%- do options.update({'sep': '\t'}) -%}{%- endif -%}
    {%- set pairs = [] -%}
    {%- for name, value in options.items() -%}
        {%- do pairs.append(name ~ ' ' ~ spark_literal(value)) -%}
    {%- endfor -%}
    {%- do run_query(
        'create or replace temporary view ' ~ view ~ ' using ' ~ format ~ ' options (' ~ pairs | join(', ') ~ ')'
    ) -%}
    {%- do return(view) -%}
{% endmacro %}
