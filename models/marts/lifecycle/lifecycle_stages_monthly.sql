{{ config(materialized='view') }}

with stages as (

    select * from {{ ref('int_stage_history') }}
    where is_month_end

),

final as (

    select
        customer_id,
        snapshot_date,
        stage,
        stage_since_date,
        days_in_stage,
        limit_source,
        n_orders,
        recency_days,
        median_gap_days,
        active_limit_days,
        lapse_limit_days
    from stages

)

select * from final
