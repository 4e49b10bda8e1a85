{#- Customers by their stage at one month-end and at the next; `unknown` is the stage of those not yet known. -#}

with stages as (

    select
        customer_id,
        snapshot_date,
        stage,
        cast({{ dbt.last_day(dbt.dateadd('month', -1, 'snapshot_date'), 'month') }} as date) as previous_date
    from {{ ref('lifecycle_stages_monthly') }}

),

moves as (

    select
        stages.snapshot_date,
        coalesce(previous.stage, 'unknown') as from_stage,
        stages.stage as to_stage
    from stages
    left join stages as previous
        on stages.customer_id = previous.customer_id and stages.previous_date = previous.snapshot_date

),

final as (

    select
        snapshot_date,
        from_stage,
        to_stage,
        cast(count(*) as bigint) as n_customers
    from moves
    group by snapshot_date, from_stage, to_stage

)

select * from final
