-- people: n_customers
-- hides: amount_at_risk
-- within:
select 'cause_' || cause_1 as cause, count(*) as n_customers, sum(amount_at_risk) as amount_at_risk
from churn_watchlist
group by cause_1
order by cause
