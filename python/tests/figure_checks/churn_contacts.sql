-- Sorted customers of the test origin; of those at the border with one probability each counts in part.
with
ranked as (
    select
        l.is_published, b.candidate, b.is_churned, b.churn_probability,
        case when b.is_churned = 1 then coalesce(t.order_amount_365d, 0) else 0 end as amount,
        count(*) over (partition by b.candidate) as n,
        count(*) over (partition by b.candidate, b.churn_probability) as n_tied,
        rank() over (partition by b.candidate order by b.churn_probability desc) - 1 as n_before
    from churn_backtest as b
    join churn_model_leaderboard as l on b.candidate = l.candidate and b.origin_date = l.test_date
    left join churn_training_rows as t on t.customer_id = b.customer_id and t.snapshot_date = b.origin_date
    where l.is_published or b.candidate = 'inactivity_rule'
),
weighted as (
    select *, p.contact_percent * n / 100 as contacts,
    greatest(0, least(n_tied, p.contact_percent * n / 100 - n_before)) / n_tied as part
    from ranked cross join config.churn_contact_plans as p
)
select
    is_published, candidate, contact_percent, any_value(contacts) as n_contacts,
    sum(part * is_churned) as n_churned_contacted,
    sum(part * is_churned) / any_value(contacts) as contacted_churn_rate,
    sum(part * is_churned) / any_value(contacts) / avg(is_churned) as lift,
    round(sum(part * amount) / any_value(contacts) * any_value(margin_rate) * any_value(success_rate)
        - any_value(contact_cost_amount), 4) as saved_amount_per_contact,
    any_value(contact_cost_amount) as contact_cost_amount, any_value(success_rate) as success_rate,
    any_value(margin_rate) as margin_rate
from weighted
group by is_published, candidate, contact_percent
order by contact_percent, is_published desc
