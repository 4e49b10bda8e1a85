{# The first, second or third quartile of a sorted list of whole numbers, by the column that holds its size; NULL without any.
   Between neighbours as numpy takes it by default: of whole numbers that is a quarter, a half or three quarters, which a double
   holds exactly. #}
{% macro quartile_of(list, size, number) -%}
    {%- set place = 'cast(' ~ size ~ ' - 1 as double) * ' ~ number / 4 -%}
    {%- set before = 'cast(floor(' ~ place ~ ') as int)' -%}
    case
        when {{ size }} > 0
            then
                {{ list_item(list, before ~ ' + 1') }}
                + ({{ place }} - {{ before }}) * (
                    {{ list_item(list, 'cast(least(' ~ before ~ ' + 2, ' ~ size ~ ') as int)') }}
                    - {{ list_item(list, before ~ ' + 1') }}
                )
    end
{%- endmacro %}
