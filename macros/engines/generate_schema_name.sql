{# Where a model or seed lies: its layer (staging, intermediate, config), or the target's own schema for marts and
   predictions. A metastore is shared, so on Spark the layers carry the target's schema as prefix. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ adapter.dispatch('layer_schema', 'customer360')((custom_schema_name or '') | trim) }}
{%- endmacro %}

{% macro default__layer_schema(layer) -%}
    {{ layer or target.schema }}
{%- endmacro %}

{% macro spark__layer_schema(layer) -%}
    {{ target.schema ~ '_' ~ layer if layer else target.schema }}
{%- endmacro %}
