{# Loads a seed as literals. dbt-spark's own way breaks on apostrophes in a session and writes 'None' for an empty cell. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set sql -%}
            insert into {{ this }} values
            {%- for row in rows %}
                (
                {%- for name in agate_table.column_names -%}
                    cast({{ spark_literal(row[name]) }} as {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }})
                    {{- ', ' if not loop.last -}}
                {%- endfor -%}
                ){{ ',' if not loop.last }}
            {%- endfor -%}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {%- do return(statements | first or 'select 1') -%}
{% endmacro %}


{# A cell as Spark reads it between single quotes, where a backslash escapes; NULL for an empty one. #}
{% macro spark_literal(cell) -%}
    {{ 'null' if cell is none else "'" ~ (cell | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'" }}
{%- endmacro %}
