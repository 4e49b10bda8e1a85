{# Kinds of period, one row each, for a CTE. #}
{% macro period_kinds(kinds) -%}
    {%- for kind in kinds %}
    select '{{ kind }}' as period_kind
    {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The first day of the period of a kind that holds a date; of the kind `all`, which has no first day, that of var
   company_start. #}
{% macro period_start(kind, date) -%}
    case {{ kind }}
        when 'month' then cast({{ dbt.date_trunc('month', date) }} as date)
        when 'quarter' then cast({{ dbt.date_trunc('quarter', date) }} as date)
        when 'all' then {{ company_start() }}
    end
{%- endmacro %}


{# Whether the period of a kind that begins on a day had ended on the as-of day, and did not begin before the first day of the
   data, where that is given: false where it is NULL, of data that are still to come; the period of the kind `all` begins and
   ends with them. #}
{% macro is_complete(kind, start, as_of_date, first_date=none) -%}
    coalesce(
        {{ '(' ~ kind ~ " = 'all' or " ~ start ~ ' >= ' ~ first_date ~ ') and ' if first_date }}case {{ kind }}
            when 'month' then cast({{ dbt.last_day(start, 'month') }} as date)
            when 'quarter' then cast({{ dbt.last_day(start, 'quarter') }} as date)
            when 'all' then {{ as_of_date }}
        end <= {{ as_of_date }},
        false
    )
{%- endmacro %}
