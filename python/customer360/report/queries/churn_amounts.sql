-- people: n_customers
-- hides: amount_at_risk
-- within: is_watched
-- within:
select
    churn_watchlist.customer_id is not null as is_watched,
    case
        when churn_watchlist.customer_id is null then 'not_watched'
        when churn_watchlist.no_contact_reason is null then 'watched_reachable'
        when churn_watchlist.no_contact_reason = 'consents_not_given' then 'watched_unknown'
        else 'watched_unreachable'
    end as watch_group,
    count(*) as n_customers,
    sum(customer_360.amount_at_risk) as amount_at_risk
from customer_360
left join churn_watchlist on customer_360.customer_id = churn_watchlist.customer_id
where customer_360.churn_status = 'scored'
group by is_watched, watch_group
order by is_watched desc, watch_group asc
