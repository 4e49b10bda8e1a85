{#- Scores by the fixed thresholds of seeds/config/rfm_thresholds.csv: the best score whose bound is met, else 1. -#}

with measures as (

    select * from {{ ref('int_rfm_measures') }}

),

thresholds as (

    select * from {{ ref('rfm_thresholds') }}

),

final as (

    select
        measures.customer_id,
        measures.snapshot_date,
        coalesce(max(thresholds.score) filter (
            where thresholds.measure = 'recency' and measures.recency_days <= thresholds.bound
        ), 1) as r_score,
        coalesce(max(thresholds.score) filter (
            where thresholds.measure = 'frequency' and measures.n_orders >= thresholds.bound
        ), 1) as f_score,
        coalesce(max(thresholds.score) filter (
            where thresholds.measure = 'monetary' and measures.net_revenue_amount >= thresholds.bound
        ), 1) as m_score
    from measures
    cross join thresholds
    group by measures.customer_id, measures.snapshot_date

)

select * from final
