-- people: n_tickets
-- hides: n_complaints, first_response_median_hours, resolution_median_hours, reopen_rate, complaint_rate, n_reopened
-- people: n_complaints
-- hides: complaint_rate
-- people: n_reopened
-- hides: reopen_rate
select
    month_date,
    n_tickets,
    n_complaints,
    first_response_median_hours,
    resolution_median_hours,
    n_reopened,
    reopen_rate,
    complaint_rate
from service_quality
where is_complete and slice_kind = 'all' and n_tickets > 0
qualify row_number() over (order by month_date desc) <= 24
order by month_date
