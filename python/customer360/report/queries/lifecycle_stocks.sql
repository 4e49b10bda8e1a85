-- people: n_at_end
select month_start_date as month_date, stage, stage_order, n_at_end
from lifecycle_stocks
where is_complete
qualify dense_rank() over (order by month_start_date desc) <= 24
order by month_start_date, stage_order
