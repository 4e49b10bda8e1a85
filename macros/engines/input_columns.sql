{# The columns of an input's location, a file path or a table: a mapping of name to type; none where nothing lies there. #}
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
    {%- do return(described_columns("describe select * from " ~ input_relation(location))) -%}
{% endmacro %}

{# A path that does not exist ends in Spark's own message, which names it. #}
{% macro spark__input_columns(location) %}
    {%- if not is_file(location) and not table_of(location) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- do return(described_columns("describe query select * from " ~ input_relation(location))) -%}
{% endmacro %}


{# What is wrong with a location that is there but cannot be read, in one sentence; empty where nothing is. Spark says it
   itself when it reads, but for a quote that is never closed; of places that are not on this machine the engine says all. #}
{% macro input_problem(location) %}
    {%- set is_here = is_file(location) and '://' not in location -%}
    {%- do return(adapter.dispatch('file_problem', 'customer360')(location) if is_here else '') -%}
{% endmacro %}

{% macro default__file_problem(location) %}
    {%- do return(modules.customer360.quote_problem(location, '\t' if location.lower().endswith('.tsv') else ',')) -%}
{% endmacro %}

{% macro duckdb__file_problem(location) %}
    {%- do return(modules.customer360.read_problem(location)) -%}
{% endmacro %}


{# Name and type of each column that a describe statement lists. #}
{% macro described_columns(statement) %}
    {%- set found = {} -%}
    {%- for row in run_query(statement).rows -%}
        {%- do found.update({row[0]: row[1] | lower}) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{% endmacro %}


{# Whether a location is a file path, by its ending. #}
{% macro is_file(location) %}
    {%- do return(modules.re.search('[.](parquet|csv|csv[.]gz|tsv|txt)$', location | lower) is not none) -%}
{% endmacro %}


{# The relation that a dotted name (table, schema.table, database.schema.table) stands for; none where it is not there. #}
{% macro table_of(location) %}
    {%- do return(adapter.dispatch('table_of', 'customer360')(location)) -%}
{% endmacro %}

{% macro default__table_of(location) %}
    {%- set parts = location.split('.') -%}
    {%- set database = parts[-3] if parts | length > 2 else target.database -%}
    {%- set schema = parts[-2] if parts | length > 1 else target.schema -%}
    {%- do return(adapter.get_relation(database=database, schema=schema, identifier=parts[-1])) -%}
{% endmacro %}

{# dbt-spark knows no catalogs, Spark does. #}
{% macro spark__table_of(location) %}
    {%- set parts = location.split('.') if '.' in location else [target.schema, location] -%}
    {%- set names = [] -%}
    {%- for part in parts -%}{%- do names.append('`' ~ part | replace('`', '``') ~ '`') -%}{%- endfor -%}
    {%- set catalog = ' in ' ~ names[0] if parts | length > 2 else '' -%}
    {%- set schemas = run_query('show schemas' ~ catalog).columns[0].values() | map('lower') | list -%}
    {%- if parts[-2] | lower not in schemas -%}{%- do return(none) -%}{%- endif -%}
    {%- set tables = run_query('show tables in ' ~ names[:-1] | join('.')) -%}
    {%- for row in tables.rows if row['tableName'] | lower == parts[-1] | lower -%}
        {%- do return(names | join('.')) -%}
    {%- endfor -%}
    {%- do return(none) -%}
{% endmacro %}


{# Text as it stands between single quotes in SQL. #}
{% macro sql_text(text) %}
    {%- do return(text | replace("'", "''")) -%}
{% endmacro %}
