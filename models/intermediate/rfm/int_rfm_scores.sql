with fixed as (

    select * from {{ ref('int_rfm_fixed_scores') }}

),

segments as (

    select * from {{ ref('rfm_segments') }}

),

quintiles as (

    select
        *,
        {{ quintile_score('snapshot_date', 'recency_days desc') }} as r_score,
        {{ quintile_score('snapshot_date', 'n_orders') }} as f_score,
        {{ quintile_score('snapshot_date', 'net_revenue_amount') }} as m_score
    from fixed

),

combined as (

    select
        *,
        {{ fm_score('f_score', 'm_score') }} as fm_score,
        {{ fm_score('fixed_f_score', 'fixed_m_score') }} as fixed_fm_score
    from quintiles

),

final as (

    select
        combined.*,
        segments.segment,
        fixed_segments.segment as fixed_segment
    from combined
    inner join segments
        on combined.r_score = segments.r_score and combined.fm_score = segments.fm_score
    inner join segments as fixed_segments
        on combined.fixed_r_score = fixed_segments.r_score and combined.fixed_fm_score = fixed_segments.fm_score

)

select * from final
