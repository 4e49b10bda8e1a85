{# Replaces every match. Patterns keep to what RE2 and Java read alike; [[:space:]] is white space of ASCII, \x{a0} the
   character of that code, $1 in the replacement a group. #}
{% macro regexp_replace_all(column, pattern, replacement) -%}
    {{ adapter.dispatch('regexp_replace_all', 'customer360')(column, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__regexp_replace_all(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '{{ replacement | replace("$", "\\") }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ java_pattern(pattern) }}', '{{ replacement }}')
{%- endmacro %}


{# Whether a text holds a match; NULL for NULL. #}
{% macro regexp_matches(column, pattern) -%}
    {{ adapter.dispatch('regexp_matches', 'customer360')(column, pattern) }}
{%- endmacro %}

{% macro duckdb__regexp_matches(column, pattern) -%}
    regexp_matches({{ column }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__regexp_matches(column, pattern) -%}
    {{ column }} rlike '{{ java_pattern(pattern) }}'
{%- endmacro %}


{# A pattern as Java reads it, between the quotes of Spark, where a backslash escapes. Java's $ also matches before a last
   line end, \z does not; with (?d) a point matches every sign but a line feed, as in RE2. #}
{% macro java_pattern(pattern) -%}
    {{ '(?d)' ~ pattern | replace('[:space:]', '\\s') | replace('$', '\\z') | replace('\\', '\\\\') }}
{%- endmacro %}
