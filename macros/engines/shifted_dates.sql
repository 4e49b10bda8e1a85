{# dbt-spark writes a date nine times into what it makes of it, and a date in a date eighty-one times: a month-end of a shifted
   date is a text of 70 KB, which Spark takes seconds to read. It drops fractions of seconds, too. #}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    timestampadd({{ datepart }}, cast({{ interval }} as int), cast({{ from_date_or_timestamp }} as timestamp))
{%- endmacro %}


{# dbt-spark's difference of two dates writes each three times, too: the two more ask whether one that is not NULL is NULL. #}
{% macro spark__assert_not_null(function, arg) -%}
    {{ function }}({{ arg }})
{%- endmacro %}
