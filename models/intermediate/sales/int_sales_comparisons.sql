{#- Which months are set against which: one row per comparison (macro sales_comparisons), period and month of either side. A
    comparison whose earlier period begins before the data is left out: what was sold then is not known. -#}

with days as (

    select * from {{ ref('int_days') }}

),

bounds as (

    select
        min(calendar_date) as first_date,
        max(calendar_date) as last_date
    from days

),

months as (

    select distinct month_date from days

),

periods as (

    {% for comparison, unit, gap_months in sales_comparisons() %}
        select
            '{{ comparison }}' as comparison,
            month_date as side_month,
            cast({{ dbt.date_trunc(unit, 'month_date') }} as date) as period_start_date,
            cast({{ dbt.last_day(dbt.date_trunc(unit, 'month_date'), unit) }} as date) as period_end_date,
            cast({{ dbt.dateadd('month', -gap_months, dbt.date_trunc(unit, 'month_date')) }} as date) as earlier_start_date,
            cast({{ dbt.dateadd('month', gap_months, dbt.date_trunc(unit, 'month_date')) }} as date) as next_start_date
        from months
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

comparisons as (

    select distinct
        periods.comparison,
        periods.period_start_date,
        periods.period_end_date,
        periods.earlier_start_date,
        bounds.last_date >= periods.period_end_date as is_complete
    from periods
    cross join bounds
    where periods.earlier_start_date >= bounds.first_date

),

sides as (

    select
        comparison,
        side_month,
        period_start_date,
        true as is_later
    from periods
    union all
    select
        comparison,
        side_month,
        next_start_date as period_start_date,
        false as is_later
    from periods

),

final as (

    select
        comparisons.*,
        sides.side_month,
        sides.is_later
    from comparisons
    inner join sides
        on comparisons.comparison = sides.comparison and comparisons.period_start_date = sides.period_start_date

)

select * from final
