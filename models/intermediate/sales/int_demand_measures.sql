{#- Complete periods, one measure a row, beside the same period a year before. -#}

with history as (

    select * from {{ ref('demand_history') }}
    where is_complete

),

measures as (

    {% for measure, column in [('net_revenue', 'net_revenue_amount'), ('orders', 'n_orders')] %}
        select
            period_kind,
            '{{ measure }}' as measure,
            period_start_date,
            level,
            level_value,
            cast({{ column }} as decimal(18, 4)) as actual
        from history
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        *,
        case period_kind
            when 'week' then lag(actual, 52) over series
            else lag(actual, 12) over series
        end as actual_year_before
    from measures
    window series as (partition by period_kind, measure, level, level_value order by period_start_date)

)

select * from final
