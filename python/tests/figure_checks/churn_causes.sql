-- Each watched customer's greatest contribution, of the causes that are the customer's own and not what is typical.
with
top as (
    select r.customer_id, arg_max(r.cause, r.contribution) as cause
    from churn_reasons as r join churn_watchlist as w using (customer_id)
    where r.cause_rank > 0 and r.contribution > 0 and r.cause <> 'time_of_year'
        and r.shown_value <> r.reference_value
    group by r.customer_id
)
select 'cause_' || top.cause as cause, count(*) as n_customers, sum(w.amount_at_risk) as amount_at_risk
from churn_watchlist as w left join top using (customer_id)
group by top.cause
order by cause
