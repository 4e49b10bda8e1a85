{# The numbers of a group as a list, from the lowest to the highest, NULLs left out. #}
{% macro sorted_list(number) -%}
    {{ adapter.dispatch('sorted_list', 'customer360')(number) }}
{%- endmacro %}

{% macro duckdb__sorted_list(number) -%}
    list_sort(list({{ number }}) filter (where {{ number }} is not null))
{%- endmacro %}

{% macro spark__sorted_list(number) -%}
    sort_array(collect_list({{ number }}))
{%- endmacro %}


{# Those of a list that are higher than a column, in their order. #}
{% macro higher_of_list(list, limit) -%}
    {{ adapter.dispatch('higher_of_list', 'customer360')(list, limit) }}
{%- endmacro %}

{% macro duckdb__higher_of_list(list, limit) -%}
    list_filter({{ list }}, lambda listed: listed > {{ limit }})
{%- endmacro %}

{% macro spark__higher_of_list(list, limit) -%}
    filter({{ list }}, listed -> listed > {{ limit }})
{%- endmacro %}


{# How many numbers a list has. #}
{% macro list_size(list) -%}
    {{ adapter.dispatch('list_size', 'customer360')(list) }}
{%- endmacro %}

{% macro duckdb__list_size(list) -%}
    coalesce(len({{ list }}), 0)
{%- endmacro %}

{% macro spark__list_size(list) -%}
    size({{ list }})
{%- endmacro %}


{# One of them by its place, from 1. #}
{% macro list_item(list, place) -%}
    {{ adapter.dispatch('list_item', 'customer360')(list, place) }}
{%- endmacro %}

{% macro duckdb__list_item(list, place) -%}
    list_extract({{ list }}, {{ place }})
{%- endmacro %}

{% macro spark__list_item(list, place) -%}
    element_at({{ list }}, {{ place }})
{%- endmacro %}
