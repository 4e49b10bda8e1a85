-- people: n_customers
-- hides: net_revenue_amount
-- within: snapshot_date
select snapshot_date, segment, n_customers, net_revenue_amount
from rfm_segments_monthly
where method = 'quintile' and has_full_window
qualify dense_rank() over (order by snapshot_date desc) <= 24
order by segment, snapshot_date
