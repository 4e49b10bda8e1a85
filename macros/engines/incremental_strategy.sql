{# Config of an incremental model whose new rows replace all stored rows with the same value of a column. #}
{% macro replace_by(column) %}
    {%- do return(adapter.dispatch('replace_by', 'customer360')(column)) -%}
{% endmacro %}

{% macro duckdb__replace_by(column) %}
    {%- do return({'incremental_strategy': 'delete+insert', 'unique_key': column}) -%}
{% endmacro %}

{% macro spark__replace_by(column) %}
    {%- do return({'incremental_strategy': 'insert_overwrite', 'partition_by': [column]}) -%}
{% endmacro %}


{# Text that changes when the code of a model changes, or a var that it names. #}
{% macro code_version(model) -%}
    {%- set parts = [model.raw_code] -%}
    {%- for name in modules.re.findall("var[(]'([a-z_]+)'[)]", model.raw_code) -%}
        {%- do parts.append(var(name) | string) -%}
    {%- endfor -%}
    {{ local_md5(parts | join(' ')) }}
{%- endmacro %}
