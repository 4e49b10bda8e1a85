with stages as (

    select * from {{ ref('lifecycle_stage_rules') }}

),

final as (

    select
        {% for stage in ['active', 'at_risk'] %}
            max(case when stage = '{{ stage }}' then rhythm_multiple end) as {{ stage }}_multiple,
            max(case when stage = '{{ stage }}' then floor_days end) as {{ stage }}_floor_days,
            max(case when stage = '{{ stage }}' then cap_days end) as {{ stage }}_cap_days,
            max(case when stage = '{{ stage }}' then default_days end) as {{ stage }}_default_days,
            max(case when stage = '{{ stage }}' then min_order_days end) as {{ stage }}_min_order_days,
        {% endfor %}
        max(case when stage = 'new' then default_days end) as new_days
    from stages

)

select * from final
