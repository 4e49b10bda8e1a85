-- people: n_customers
-- hides: amount
-- within: comparison, is_step
select
    comparison,
    period_start_date as month_date,
    earlier_start_date as earlier_month_date,
    step_number,
    step,
    step not in ('opening', 'closing') as is_step,
    amount,
    n_customers
from revenue_bridge
where slice_kind = 'all' and comparison in ('month_before', 'year_before') and is_complete
qualify period_start_date = max(period_start_date) over ()
order by comparison, step_number
