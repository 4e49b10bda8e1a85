{{ config(materialized='view') }}

with scores as (

    select * from {{ ref('int_rfm_scores') }}
    where is_month_end

),

final as (

    select
        customer_id,
        snapshot_date,
        recency_days,
        n_orders,
        net_revenue_amount,
        r_score,
        f_score,
        m_score,
        fm_score,
        segment,
        fixed_r_score,
        fixed_f_score,
        fixed_m_score,
        fixed_fm_score,
        fixed_segment
    from scores

)

select * from final
