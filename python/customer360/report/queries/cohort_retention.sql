-- people: n_customers
-- hides: retention_rate
select cohort_month, month_index, n_customers, retention_rate, has_full_history
from cohort_retention
where slice_kind = 'all' and is_complete and month_index <= 24
qualify dense_rank() over (order by cohort_month desc) <= 24
order by cohort_month, month_index
