{#- Customers by their stage at one month-end and at the next; `unknown` is the stage of those not yet known. -#}

with moves as (

    select * from {{ ref('int_stage_moves') }}
    where is_month_end

),

final as (

    select
        snapshot_date,
        from_stage,
        to_stage,
        n_customers,
        cast(n_customers as double)
        / cast(sum(n_customers) over (partition by snapshot_date, from_stage) as double) as transition_rate
    from moves

)

select * from final
