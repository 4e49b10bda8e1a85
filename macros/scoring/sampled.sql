{# Whether an id is in the sample that leaves about `at_most` of `n_rows` rows; all ids are where there are no more. By the
   hash of the id, so that it is the same sample in every build and on every engine. #}
{% macro sampled(id, n_rows, at_most) -%}
    cast({{ hash_number(dbt.hash(id)) }} as double) / power(16, 15) * {{ n_rows }} < {{ at_most }}
{%- endmacro %}
