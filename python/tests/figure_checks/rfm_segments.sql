-- Scores by the share that is strictly worse, worked out anew, at the month-ends that a year of orders comes before.
with
places as (
    select
        *,
        count(*) over (partition by snapshot_date) as n,
        rank() over (partition by snapshot_date order by recency_days desc) - 1 as n_longer_away,
        rank() over (partition by snapshot_date order by n_orders) - 1 as n_fewer,
        rank() over (partition by snapshot_date order by net_revenue_amount) - 1 as n_smaller
    from rfm_scores_monthly
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
days as (
    select distinct snapshot_date from scores
    where snapshot_date - (select min(ordered_date) from order_items) + 1 >= 365
    order by snapshot_date desc limit 24
)
select
    days.snapshot_date,
    names.segment,
    count(customer_id) as n_customers,
    coalesce(sum(net_revenue_amount), 0) as net_revenue_amount
from days
cross join (select distinct segment from config.rfm_segments) as names
left join (select * from scores inner join config.rfm_segments using (r_score, fm_score)) as scored
    on days.snapshot_date = scored.snapshot_date and names.segment = scored.segment
group by days.snapshot_date, names.segment
order by names.segment, days.snapshot_date
