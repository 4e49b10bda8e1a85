{# Days that quality is held against: those before a day in data_quality_summary, each of two spans in data_quality_drift. #}
{% macro drift_days() %}
    {%- do return(28) -%}
{% endmacro %}


{# The CTEs `looked_at`, `days`, `column_names` and `final` of a model int_<input>_quality, over the CTE that bears the input's
   name, its judged rows, and the CTE `as_of`: one pass counts every column per day, the small result is then turned upright.
   A row's day is that of the time from which it is known; rows of an input without such a time stand on the as-of day.
   typed: the expression of a column's typed value where it is not the column of that name. #}
{% macro quality_counts(input, typed={}) -%}
{%- set columns = contract_column_names(input) -%}
{%- set known_at = known_at_column(input) -%}
looked_at as (

    select
        {% for column in columns -%}
        {{ value_state(typed.get(column, input ~ '.' ~ column), input ~ '.raw_' ~ column) }} as {{ column }}_state,
        {% endfor -%}
        {{ input }}.row_outcome,
        {{ business_date(input ~ '.' ~ known_at) if known_at else 'as_of.as_of_date' }} as business_date
    from {{ input }}
    cross join as_of

),

days as (

    select
        {% for column in columns -%}
        count(case when {{ column }}_state = 'null' then 1 end) as {{ column }}_nulls,
        count(case when {{ column }}_state = 'invalid' then 1 end) as {{ column }}_invalid,
        {% endfor -%}
        count(case when row_outcome = 'duplicate' then 1 end) as n_duplicates,
        count(case when row_outcome = 'quarantined' then 1 end) as n_quarantined,
        count(*) as n_rows,
        business_date
    from looked_at
    group by business_date

),

column_names as (

    select '(row)' as column_name
    {%- for column in columns %}
    union all
    select '{{ column }}' as column_name
    {%- endfor %}

),

final as (

    select
        '{{ input }}' as source_name,
        column_names.column_name,
        days.business_date,
        {{ 'true' if known_at else 'false' }} as is_dated,
        cast(days.n_rows as bigint) as n_rows,
        {{ count_by_column(columns, 'nulls') }} as n_nulls,
        {{ count_by_column(columns, 'invalid') }} as n_invalid,
        cast(case when column_names.column_name = '(row)' then days.n_duplicates end as bigint) as n_duplicates,
        cast(case when column_names.column_name = '(row)' then days.n_quarantined end as bigint) as n_quarantined
    from days
    cross join column_names

)
{%- endmacro %}


{# 'null' where a cell says nothing, 'invalid' where what it says could not be read, NULL where it could. #}
{% macro value_state(typed, raw) -%}
    case
        when {{ typed }} is not null then null
        when not ({{ is_known_text(raw) }}) then 'null'
        else 'invalid'
    end
{%- endmacro %}


{# The count that belongs to the column at hand; NULL on the lines of whole rows. #}
{% macro count_by_column(columns, count) -%}
    cast(case column_names.column_name
            {%- for column in columns %}
            when '{{ column }}' then days.{{ column }}_{{ count }}
            {%- endfor %}
        end as bigint)
{%- endmacro %}
