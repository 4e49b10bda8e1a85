-- Contributions of the two months against each other, as published for each month.
select 'cause_' || moved_cause as cause, moved_cause_change > 0 as is_raised, count(distinct customer_id) as n_customers
from churn_changes
where previous_churn_probability is not null and abs(moved_cause_change) > 0
group by all
order by cause, is_raised
