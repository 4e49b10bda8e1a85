{# The first, second or third quartile of a sorted list of whole numbers, by the column that holds its size; NULL without any.
   Between neighbours as numpy takes it by default: of whole numbers that is a quarter, a half or three quarters, which a double
   holds exactly. #}
{% macro quartile_of(list, size, number) -%}
    case
        when {{ size }} > 0
            then {{ item_at(list, size, 'cast(' ~ size ~ ' - 1 as double) * ' ~ number / 4) }}
    end
{%- endmacro %}


{# The first or third quartile of what one more such number would be, at place (n + 1) / 4 or 3 (n + 1) / 4: it lies between the
   two half of the time, and less often between the quartiles of the list itself. Hyndman and Fan, American Statistician 50
   (1996), definition 6. NULL for fewer than three numbers, which have no such places. #}
{% macro quartile_of_next(list, size, number) -%}
    case
        when {{ size }} >= 3
            then {{ item_at(list, size, 'cast(' ~ size ~ ' + 1 as double) * ' ~ number / 4 ~ ' - 1') }}
    end
{%- endmacro %}


{# What a sorted list holds at a place, counted from 0, in a straight line between neighbours. #}
{% macro item_at(list, size, place) -%}
    {%- set before = 'cast(floor(' ~ place ~ ') as int)' -%}
    {{ list_item(list, before ~ ' + 1') }}
    + ({{ place }} - {{ before }}) * (
        {{ list_item(list, 'cast(least(' ~ before ~ ' + 2, ' ~ size ~ ') as int)') }}
        - {{ list_item(list, before ~ ' + 1') }}
    )
{%- endmacro %}
