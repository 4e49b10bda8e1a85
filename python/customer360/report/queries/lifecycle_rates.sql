-- people: n_base
-- hides: n_customers, rate
-- people: n_customers
-- hides: rate
select month_start_date as month_date, measure, n_base, n_customers, rate, has_full_history
from lifecycle_rates
where slice_kind = 'all' and is_complete and rate is not null
qualify dense_rank() over (order by month_start_date desc) <= 24
order by list_position(['acquisition', 'activation', 'retention', 'lapse', 'win_back'], measure), month_start_date
