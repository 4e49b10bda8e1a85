{# Lower-case text with a capital at the start of each word; words end at a space, a hyphen, a point and an apostrophe. #}
{% macro initial_capitals(column) -%}
    {{ adapter.dispatch('initial_capitals', 'customer360')(column) }}
{%- endmacro %}

{% macro duckdb__initial_capitals(column) -%}
    array_to_string(list_transform(
        regexp_extract_all({{ column }}, '[^ ''’.-]+|[ ''’.-]'), lambda word: upper(word[1]) || word[2:]
    ), '')
{%- endmacro %}

{# A letter whose capital would be two letters keeps to itself, save ß. #}
{% macro spark__initial_capitals(column) -%}
    array_join(transform(
        regexp_extract_all({{ column }}, '[^ \'’.-]+|[ \'’.-]', 0),
        word -> concat(
            case
                when left(word, 1) = 'ß' then 'ẞ'
                when length(upper(left(word, 1))) = 1 then upper(left(word, 1))
                else left(word, 1)
            end,
            substring(word, 2)
        )
    ), '')
{%- endmacro %}
