-- people: n_at_end
-- within: month_date, is_buying
-- within: month_date, is_customer
select
    month_start_date as month_date,
    stage,
    stage_order,
    n_at_end,
    -- the stages that rates of the next month are of: those kept, those acquired or lost
    nullif(stage in ('new', 'active', 'reactivated'), false) as is_buying,
    nullif(stage not in ('prospect', 'lapsed'), false) as is_customer
from lifecycle_stocks
where is_complete
qualify dense_rank() over (order by month_start_date desc) <= 24
order by month_start_date, stage_order
