-- Scores by the share that is strictly worse, worked out anew, and the values that just reached them.
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
),
told as (
    select 1 as place, 'recency' as measure, r_score as score, max(recency_days) as limit_value, count(*) as n from scores group by all
    union all
    select 2, 'frequency', f_score, min(n_orders), count(*) from scores group by all
    union all
    select 3, 'monetary', m_score, min(net_revenue_amount), count(*) from scores group by all
)
select measure, score, limit_value, (select min(n) from told) as n_customers_at_least
from told
where score > 1
order by place, score desc
