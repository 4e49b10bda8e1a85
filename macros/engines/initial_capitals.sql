{# Lower-case text with a capital at the start of each word; words end at a space, a hyphen, a point and an apostrophe. #}
{% macro initial_capitals(column) -%}
    {{ adapter.dispatch('initial_capitals', 'customer360')(column) }}
{%- endmacro %}

{% macro duckdb__initial_capitals(column) -%}
    array_to_string(list_transform(
        regexp_extract_all({{ column }}, '[^ ''’.-]+|[ ''’.-]'), lambda word: upper(word[1]) || word[2:]
    ), '')
{%- endmacro %}

{% macro spark__initial_capitals(column) -%}
    array_join(transform(
        regexp_extract_all({{ column }}, '[^ \'’.-]+|[ \'’.-]', 0),
        word -> concat({{ spark__upper_text('left(word, 1)') }}, substring(word, 2))
    ), '')
{%- endmacro %}
