{# Whole days from the first date to the second; negative when the second is the earlier one. #}
{% macro days_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'day') }} as bigint)
{%- endmacro %}


{# The date that lies so many days before a date. #}
{% macro days_before(date, days) -%}
    cast({{ dbt.dateadd('day', '-(' ~ days ~ ')', date) }} as date)
{%- endmacro %}


{# var('as_of') as a date; NULL where it is not set. #}
{% macro as_of_literal() -%}
    cast({{ 'null' if var('as_of') is none else "'" ~ var('as_of') ~ "'" }} as date)
{%- endmacro %}
