-- people: n_tickets
-- hides: n_complaints, first_response_median_hours, resolution_median_hours, reopen_rate, complaint_rate, n_reopened
-- people: n_complaints
-- hides: complaint_rate
-- people: n_reopened
-- hides: reopen_rate
with

latest as (
    select max(month_date) as month_date
    from sales_monthly
    where is_complete
)

select
    service_quality.month_date,
    service_quality.n_tickets,
    service_quality.n_complaints,
    service_quality.first_response_median_hours,
    service_quality.resolution_median_hours,
    service_quality.n_reopened,
    service_quality.reopen_rate,
    service_quality.complaint_rate
from service_quality
inner join latest on service_quality.month_date <= latest.month_date
where service_quality.slice_kind = 'all' and service_quality.n_tickets > 0
qualify row_number() over (order by service_quality.month_date desc) <= 24
order by service_quality.month_date
