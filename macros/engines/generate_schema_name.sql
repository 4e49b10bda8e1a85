{# Schemas keep their plain names (staging, intermediate, config); marts and predictions lie in the target's own. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
