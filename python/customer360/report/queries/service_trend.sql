-- people: n_tickets
-- hides: n_complaints, first_response_median_hours, resolution_median_hours, reopen_rate, complaint_rate
select
    month_date,
    n_tickets,
    n_complaints,
    first_response_median_hours,
    resolution_median_hours,
    reopen_rate,
    complaint_rate
from service_quality
where
    slice_kind = 'all' and n_tickets > 0
    and month_date <= (select max(month_date) from sales_monthly where is_complete)
qualify row_number() over (order by month_date desc) <= 24
order by month_date
