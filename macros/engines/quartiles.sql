{# The three quartiles of the whole numbers of a group as a list, NULLs left out; NULL without any. Between neighbours as numpy
   takes it by default: of whole numbers that is a quarter, a half or three quarters, which a double holds exactly. #}
{% macro quartiles(value) -%}
    {{ adapter.dispatch('quartiles', 'customer360')(value) }}
{%- endmacro %}

{% macro duckdb__quartiles(value) -%}
    quantile_cont({{ value }}, [0.25, 0.5, 0.75])
{%- endmacro %}

{% macro spark__quartiles(value) -%}
    percentile({{ value }}, array(0.25, 0.5, 0.75))
{%- endmacro %}


{# The first, second or third of them, by its number. #}
{% macro quartile_of(list, number) -%}
    {{ adapter.dispatch('quartile_of', 'customer360')(list, number) }}
{%- endmacro %}

{% macro duckdb__quartile_of(list, number) -%}
    list_extract({{ list }}, {{ number }})
{%- endmacro %}

{% macro spark__quartile_of(list, number) -%}
    element_at({{ list }}, {{ number }})
{%- endmacro %}
