-- Every scored customer once, the amount made anew: probability times what the customer spent.
with
scored as (
    select
        p.customer_id, w.customer_id is not null as is_watched, w.contact_channels,
        cast(round(p.churn_probability * greatest(c.net_revenue_amount_365d, 0), 4) as decimal(18, 4)) as amount
    from churn_predictions as p
    join customer_360 as c using (customer_id)
    left join churn_watchlist as w using (customer_id)
    where p.status = 'scored'
)
select
    is_watched,
    if(not is_watched, 'not_watched', if(contact_channels is null, 'watched_unreachable', 'watched_reachable')) as watch_group,
    count(*) as n_customers,
    sum(amount) as amount_at_risk
from scored
group by all
order by is_watched desc, watch_group
