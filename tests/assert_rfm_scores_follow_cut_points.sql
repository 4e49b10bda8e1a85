-- Each score recomputed from the published cut points, at every month-end and on the as-of day.
with scores as (

    select * from {{ ref('rfm_scores') }}
    union distinct
    select * from {{ ref('rfm_scores_monthly') }}

),

measured as (

    select
        customer_id,
        snapshot_date,
        'recency' as measure,
        r_score as score,
        cast(recency_days as decimal(18, 4)) as measured
    from scores
    union all
    select
        customer_id,
        snapshot_date,
        'frequency' as measure,
        f_score as score,
        cast(n_orders as decimal(18, 4)) as measured
    from scores
    union all
    select
        customer_id,
        snapshot_date,
        'monetary' as measure,
        m_score as score,
        net_revenue_amount as measured
    from scores

),

recomputed as (

    select
        measured.customer_id,
        measured.snapshot_date,
        measured.measure,
        measured.score,
        count(cut_points.score) as n_matches,
        max(cut_points.score) as recomputed_score
    from measured
    left join {{ ref('rfm_cut_points') }} as cut_points
        on
            measured.snapshot_date = cut_points.snapshot_date
            and measured.measure = cut_points.measure
            and measured.measured between cut_points.lowest_value and cut_points.highest_value
    group by measured.customer_id, measured.snapshot_date, measured.measure, measured.score

)

select * from recomputed
where n_matches <> 1 or recomputed_score <> score
