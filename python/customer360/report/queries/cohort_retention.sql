-- people: n_customers
-- hides: n_active, retention_rate
-- people: n_active
-- hides: retention_rate
-- within: activity_month
select cohort_month, month_index, activity_month, n_customers, n_active, retention_rate, has_full_history
from cohort_retention
where slice_kind = 'all' and is_complete and month_index <= 24
qualify dense_rank() over (order by cohort_month desc) <= 24
order by cohort_month, month_index
