{# The texts of a group as one text, in the order of a number that is never the same twice, with '; ' between. #}
{% macro list_in_order(text, place) -%}
    {{ adapter.dispatch('list_in_order', 'customer360')(text, place) }}
{%- endmacro %}

{% macro duckdb__list_in_order(text, place) -%}
    string_agg({{ text }}, '; ' order by {{ place }})
{%- endmacro %}

{% macro spark__list_in_order(text, place) -%}
    nullif(array_join(transform(
        sort_array(collect_list(struct({{ place }} as place, {{ text }} as listed))), item -> item.listed
    ), '; '), '')
{%- endmacro %}
