{#- The values that got each score in each run: whoever lies between the two bounds has the score. -#}

with scores as (

    select * from {{ ref('int_rfm_scores') }}

),

long_scores as (

    select
        snapshot_date,
        'recency' as measure,
        r_score as score,
        cast(recency_days as decimal(18, 4)) as measured
    from scores
    union all
    select
        snapshot_date,
        'frequency' as measure,
        f_score as score,
        cast(n_orders as decimal(18, 4)) as measured
    from scores
    union all
    select
        snapshot_date,
        'monetary' as measure,
        m_score as score,
        net_revenue_amount as measured
    from scores

),

final as (

    select
        snapshot_date,
        measure,
        score,
        min(measured) as lowest_value,
        max(measured) as highest_value,
        cast(count(*) as bigint) as n_customers
    from long_scores
    group by snapshot_date, measure, score

)

select * from final
