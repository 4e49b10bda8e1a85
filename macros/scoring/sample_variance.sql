{# The variance of a sample from its sums, which are decimals so that no order of rows changes them; NULL below two values. #}
{% macro sample_variance(total, total_of_squares, n) -%}
    {{ sample_covariance(total, total, total_of_squares, n, at_least=0) }}
{%- endmacro %}


{# The covariance of two measures of a sample, from the sums of each and of their products; NULL below two values. #}
{% macro sample_covariance(total, other_total, total_of_products, n, at_least=none) -%}
    {%- set sum_of_products = 'cast(' ~ total_of_products ~ ' as double) - cast(' ~ total ~ ' as double) * cast(' ~ other_total
        ~ ' as double) / nullif(' ~ n ~ ', 0)' -%}
    case
        when {{ n }} > 1
            then {{ 'greatest(' ~ at_least ~ ', ' if at_least is not none else '(' }}{{ sum_of_products }}) / ({{ n }} - 1)
    end
{%- endmacro %}
