-- people: n_customers
-- hides: net_revenue_amount
-- within: segment
-- within:
select
    cells.r_score,
    cells.fm_score,
    cells.segment,
    max(scores.snapshot_date) as snapshot_date,
    count(scores.customer_id) as n_customers,
    coalesce(sum(scores.net_revenue_amount), 0) as net_revenue_amount
from config.rfm_segments as cells
left join rfm_scores as scores on cells.r_score = scores.r_score and cells.fm_score = scores.fm_score
where exists (select 1 from rfm_scores)
group by cells.r_score, cells.fm_score, cells.segment
order by cells.r_score desc, cells.fm_score asc
