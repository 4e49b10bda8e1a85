-- Scores by the share that is strictly worse, worked out anew.
with
places as (
    select
        *,
        count(*) over (partition by snapshot_date) as n,
        rank() over (partition by snapshot_date order by recency_days desc) - 1 as n_longer_away,
        rank() over (partition by snapshot_date order by n_orders) - 1 as n_fewer,
        rank() over (partition by snapshot_date order by net_revenue_amount) - 1 as n_smaller
    from rfm_scores
),
scores as (
    select
        * exclude (r_score, f_score, m_score, fm_score, segment),
        1 + 5 * n_longer_away // n as r_score,
        1 + 5 * n_fewer // n as f_score,
        1 + 5 * n_smaller // n as m_score,
        (1 + 5 * n_fewer // n + 1 + 5 * n_smaller // n) // 2 as fm_score
    from places
)
select
    r_score,
    fm_score,
    segment,
    max(scores.snapshot_date) as snapshot_date,
    count(customer_id) as n_customers,
    coalesce(sum(net_revenue_amount), 0) as net_revenue_amount
from config.rfm_segments
left join scores using (r_score, fm_score)
group by r_score, fm_score, segment
order by r_score desc, fm_score
