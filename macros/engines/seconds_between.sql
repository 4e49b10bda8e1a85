{# Whole seconds from the first UTC timestamp to the second, each taken without its fraction. #}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between', 'customer360')(earlier, later) }}
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    (cast(floor(epoch({{ later }})) as bigint) - cast(floor(epoch({{ earlier }})) as bigint))
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    (unix_seconds({{ later }}) - unix_seconds({{ earlier }}))
{%- endmacro %}
