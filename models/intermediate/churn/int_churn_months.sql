{#- How many of those eligible at each month-end with a known outcome placed no order in the horizon after it. -#}

with outcomes as (

    select * from {{ ref('int_churn_outcomes') }}
    where is_month_end

),

final as (

    select
        snapshot_date,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned
    from outcomes
    group by snapshot_date

)

select * from final
