-- people: n_customers
-- hides: amount
-- within: comparison, is_step
-- within: comparison, is_of_opening
-- within: comparison, is_of_closing
select
    comparison,
    period_start_date as month_date,
    earlier_start_date as earlier_month_date,
    step_number,
    step,
    step not in ('opening', 'closing') as is_step,
    -- the steps whose customers are those of the earlier month, and of the later
    nullif(step in ('retained_up', 'retained_down', 'not_again'), false) as is_of_opening,
    nullif(step in ('new', 'returned', 'retained_up', 'retained_down'), false) as is_of_closing,
    amount,
    n_customers
from revenue_bridge
where slice_kind = 'all' and comparison in ('month_before', 'year_before') and is_complete
qualify period_start_date = max(period_start_date) over ()
order by comparison, step_number
