{# The column names of an input's location, a file path or a table; none where nothing lies there. #}
{% macro input_columns(location) %}
    {%- do return(adapter.dispatch('input_columns', 'customer360')(location)) -%}
{% endmacro %}

{% macro duckdb__input_columns(location) %}
    {%- if is_file(location) -%}
        {%- set n_files = run_query("select count(*) as n from glob('" ~ sql_text(location) ~ "')").columns[0].values()[0] -%}
        {%- if n_files == 0 -%}{%- do return(none) -%}{%- endif -%}
    {%- elif not table_of(location) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set description = run_query("describe select * from " ~ input_relation(location)) -%}
    {%- do return(description.columns[0].values() | list) -%}
{% endmacro %}


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
        {%- do return("read_parquet('" ~ path ~ "', union_by_name = true)") -%}
    {%- else -%}
        {%- do return("read_csv('" ~ path ~ "', all_varchar = true, header = true, null_padding = true, union_by_name = true, "
            ~ "quote = '\"', escape = '\"', comment = '', parallel = false)") -%}
    {%- endif -%}
{% endmacro %}


{# Whether a location is a file path, by its ending. #}
{% macro is_file(location) %}
    {%- do return(modules.re.search('[.](parquet|csv|csv[.]gz|tsv|txt)$', location | lower) is not none) -%}
{% endmacro %}


{# The relation that a dotted name (table, schema.table, database.schema.table) stands for; none where it is not there. #}
{% macro table_of(location) %}
    {%- set parts = location.split('.') -%}
    {%- set database = parts[-3] if parts | length > 2 else target.database -%}
    {%- set schema = parts[-2] if parts | length > 1 else target.schema -%}
    {%- do return(adapter.get_relation(database=database, schema=schema, identifier=parts[-1])) -%}
{% endmacro %}


{# Text as it stands between single quotes in SQL. #}
{% macro sql_text(text) %}
    {%- do return(text | replace("'", "''")) -%}
{% endmacro %}
