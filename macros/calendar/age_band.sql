{# The age group of a date of birth on a day; NULL where the date of birth is not known. #}
{% macro age_band(birth_date, day) -%}
    {%- set first_years = [18, 25, 35, 45, 55, 65] -%}
    case
        {%- for years in first_years | reverse %}
        when {{ birth_date }} <= cast({{ dbt.dateadd('year', -years, day) }} as date)
            then '{{ years }}{{ '+' if loop.first else '-' ~ (first_years[loop.revindex] - 1) }}'
        {%- endfor %}
        when {{ birth_date }} is not null then 'under {{ first_years[0] }}'
    end
{%- endmacro %}
