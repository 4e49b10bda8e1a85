{# How a model is kept that is empty or read once: as a view, where the engine can keep one. #}
{% macro undeclared_as() %}
    {%- do return(adapter.dispatch('undeclared_as', 'customer360')()) -%}
{% endmacro %}

{% macro default__undeclared_as() %}{%- do return('view') -%}{% endmacro %}

{# An embedded metastore keeps no view of more than 32,700 characters. #}
{% macro spark__undeclared_as() %}{%- do return('table') -%}{% endmacro %}
