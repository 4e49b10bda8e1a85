{#- Periods without a sale are 0, not missing: a forecast needs every period of the calendar. -#}

with days as (

    select * from {{ ref('int_days') }}

),

daily as (

    select * from {{ ref('int_demand_daily') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

calendar as (

    {% for kind in ['week', 'month'] %}
        select
            calendar_date,
            '{{ kind }}' as period_kind,
            cast({{ dbt.date_trunc(kind, 'calendar_date') }} as date) as period_start_date
        from days
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

bounds as (

    select
        period_kind,
        period_start_date,
        min(calendar_date) as first_date,
        case period_kind
            when 'week' then cast({{ dbt.dateadd('day', 6, 'period_start_date') }} as date)
            else cast({{ dbt.last_day('period_start_date', 'month') }} as date)
        end as period_end_date
    from calendar
    group by period_kind, period_start_date

),

periods as (

    select
        bounds.period_kind,
        bounds.period_start_date,
        bounds.period_end_date,
        bounds.first_date = bounds.period_start_date and bounds.period_end_date <= as_of.as_of_date as is_complete
    from bounds
    cross join as_of

),

series as (

    select distinct
        level,
        level_value
    from daily

),

totals as (

    select
        calendar.period_kind,
        calendar.period_start_date,
        daily.level,
        daily.level_value,
        sum(daily.net_revenue_amount) as net_revenue_amount,
        sum(daily.n_orders) as n_orders
    from daily
    inner join calendar on daily.sales_date = calendar.calendar_date
    group by calendar.period_kind, calendar.period_start_date, daily.level, daily.level_value

),

final as (

    select
        periods.period_kind,
        periods.period_start_date,
        periods.period_end_date,
        series.level,
        series.level_value,
        cast(coalesce(totals.net_revenue_amount, 0) as decimal(18, 4)) as net_revenue_amount,
        cast(coalesce(totals.n_orders, 0) as bigint) as n_orders,
        periods.is_complete
    from periods
    cross join series
    left join totals
        on
            periods.period_kind = totals.period_kind
            and periods.period_start_date = totals.period_start_date
            and series.level = totals.level
            and series.level_value = totals.level_value

)

select * from final
