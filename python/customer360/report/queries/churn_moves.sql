-- people: n_customers
-- within:
select
    'cause_' || moved_cause as cause,
    moved_cause_change > 0 as is_raised,
    count(*) as n_customers
from churn_changes
where is_comparable and moved_cause_change <> 0
group by cause, is_raised
order by cause, is_raised
