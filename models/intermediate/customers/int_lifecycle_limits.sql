with stages as (

    select * from {{ ref('lifecycle_stage_rules') }}

),

final as (

    select
        max(case when stage = 'new' then default_days end) as new_days,
        max(case when stage = 'active' then min_order_days end) as min_order_days,
        {% for stage in ['active', 'at_risk'] -%}
        max(case when stage = '{{ stage }}' then rhythm_multiple end) as {{ stage }}_multiple,
        max(case when stage = '{{ stage }}' then floor_days end) as {{ stage }}_floor_days,
        max(case when stage = '{{ stage }}' then cap_days end) as {{ stage }}_cap_days,
        max(case when stage = '{{ stage }}' then default_days end) as {{ stage }}_default_days
        {{- ',' if not loop.last }}
        {% endfor %}
    from stages

)

select * from final
