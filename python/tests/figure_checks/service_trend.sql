-- Tickets as they came in, medians as the middle of the sorted times.
with
tickets as (
    select date_trunc('month', opened_date) as month, * from intermediate.int_service_tickets
),
counted as (
    select
        month, count(*) as n_tickets, count(*) filter (is_complaint) as n_complaints,
        quantile_cont(response_seconds, 0.5) / 3600 as first_response_median_hours,
        quantile_cont(resolution_seconds, 0.5) / 3600 as resolution_median_hours,
        count(*) filter (is_reopened) as n_reopened,
        count(*) filter (is_reopened) / count(*) filter (is_closed or is_reopened) as reopen_rate
    from tickets group by month
),
placed as (
    select date_trunc('month', ordered_date) as month, count(*) as n_orders from orders where is_valid_order group by all
)
select
    cast(month as date) as month_date, n_tickets, n_complaints, first_response_median_hours, resolution_median_hours, n_reopened, reopen_rate,
    n_complaints / n_orders as complaint_rate
from counted join placed using (month), intermediate.as_of
where month + interval 1 month <= as_of_date + interval 1 day and month >= (select min(opened_date) from tickets)
qualify row_number() over (order by month desc) <= 24
order by month
