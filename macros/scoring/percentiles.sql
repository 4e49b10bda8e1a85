{# The percentile of a group of whole numbers, between neighbours as numpy takes it by default, exact and alike on both engines.
   The rows are the different values, each with how many cases lie before it, how many have it and how many there are. A value
   counts by how near its places are to the place sought, in hundredths, so nothing is rounded before the end. #}
{% macro percentile(value, percent, n_before, n_equal, n_all) -%}
    {%- set sought = percent ~ ' * (' ~ n_all ~ ' - 1)' -%}
    cast(sum({{ value }} * greatest(0, least(
        100, {{ sought }} - 100 * ({{ n_before }} - 1), 100 * ({{ n_before }} + {{ n_equal }}) - {{ sought }}
    ))) as double) / 100
{%- endmacro %}
