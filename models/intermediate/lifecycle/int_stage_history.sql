{#- When each customer entered the stage, to the day, and the stage a month-end before. Whoever was known by then without any
    dealing was a prospect. -#}

with stages as (

    select * from {{ ref('int_lifecycle_stages') }}

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

spells as (

    select * from {{ ref('int_active_spells') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

periods as (

    select * from {{ ref('int_stage_periods') }}

),

placed as (

    select
        stages.*,
        periods.previous_date,
        profiles.first_known_date,
        spells.started_date as active_since_date,
        case when stages.n_orders = 1 then limits.new_days else 0 end as new_days,
        lag(stages.stage) over (partition by stages.customer_id order by stages.snapshot_date) as earlier_stage
    from stages
    cross join limits
    inner join periods on stages.snapshot_date = periods.snapshot_date
    left join profiles on stages.customer_id = profiles.customer_id
    left join spells
        on
            stages.stage = 'active'
            and stages.customer_id = spells.customer_id
            and stages.snapshot_date >= spells.started_date
            and stages.snapshot_date < coalesce(spells.next_started_date, cast('9999-12-31' as date))

),

counted as (

    select
        *,
        recency_days - case stage
            when 'at_risk' then greatest(floor(active_limit_days), new_days) + 1
            when 'lapsed' then greatest(floor(active_limit_days), floor(lapse_limit_days), new_days) + 1
            else 0
        end as days_since_stage
    from placed

),

dated as (

    select
        *,
        case stage
            when 'prospect' then first_known_date
            when 'active' then active_since_date
            else {{ days_before('snapshot_date', 'cast(days_since_stage as int)') }}
        end as stage_since_date
    from counted

),

final as (

    select
        customer_id,
        snapshot_date,
        previous_date,
        is_month_end,
        is_as_of,
        stage,
        coalesce(earlier_stage, case when first_known_date <= previous_date then 'prospect' end, 'unknown') as previous_stage,
        stage_since_date,
        {{ days_between('stage_since_date', 'snapshot_date') }} as days_in_stage,
        limit_source,
        n_orders,
        recency_days,
        median_gap_days,
        active_limit_days,
        lapse_limit_days
    from dated

)

select * from final
