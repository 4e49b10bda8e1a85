{# Whole days from the first date to the second; negative when the second is the earlier one. #}
{% macro days_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'day') }} as bigint)
{%- endmacro %}


{# The date that lies so many days before a date. #}
{% macro days_before(date, days) -%}
    cast({{ dbt.dateadd('day', '-(' ~ days ~ ')', date) }} as date)
{%- endmacro %}


{# The last month-end before a date; with `_up_to`, the date itself if it is one. #}
{% macro month_end_before(date) -%}
    {{ days_before(dbt.date_trunc('month', date), 1) }}
{%- endmacro %}

{% macro month_end_up_to(date) -%}
    {{ month_end_before(days_before(date, -1)) }}
{%- endmacro %}


{# The date of birth that a record made at a time can name: not after that day and not 110 years before; NULL for others. #}
{% macro plausible_birth_date(birth_date, made_at) -%}
    case
        when {{ birth_date }} > {{ business_date(made_at) }} then null
        when {{ birth_date }} < cast({{ dbt.dateadd('year', -110, business_date(made_at)) }} as date) then null
        else {{ birth_date }}
    end
{%- endmacro %}


{# var('as_of') as a date; NULL where it is not set. #}
{% macro as_of_literal() -%}
    cast({{ 'null' if var('as_of') is none else "'" ~ var('as_of') ~ "'" }} as date)
{%- endmacro %}
