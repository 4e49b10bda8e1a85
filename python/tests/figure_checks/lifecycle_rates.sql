-- Stages at month-ends and days with a valid order, customer by customer.
with
ends as (
    select distinct snapshot_date as day, lag(snapshot_date) over (order by snapshot_date) as before
    from (select distinct snapshot_date from lifecycle_stages_monthly where snapshot_date = last_day(snapshot_date))
),
order_days as (select distinct customer_id, ordered_date as day from orders where is_valid_order and not is_guest),
firsts as (select customer_id, min(day) as first_day from order_days group by 1),
people as (
    select
        ends.*,
        now.customer_id,
        coalesce(old.stage, 'unknown') as stage_before,
        now.stage,
        coalesce(date_trunc('month', first_day) = date_trunc('month', ends.day), false) as is_acquired,
        exists (
            from order_days as o where o.customer_id = now.customer_id and date_trunc('month', o.day) = date_trunc('month', ends.day)
        ) as has_ordered,
        exists (
            from order_days as o where o.customer_id = now.customer_id and o.day > first_day and o.day <= first_day + 90
        ) as is_activated
    from ends
    inner join lifecycle_stages_monthly as now on ends.day = now.snapshot_date
    left join lifecycle_stages_monthly as old on ends.before = old.snapshot_date and now.customer_id = old.customer_id
    left join firsts on now.customer_id = firsts.customer_id
),
counted as (
    select 1 as place, 'acquisition' as measure, day, before,
        count(*) filter (where stage_before not in ('unknown', 'prospect', 'lapsed')) as n_base,
        count(*) filter (where is_acquired) as n_out
    from people group by all
    union all
    select 2, 'activation', day, before, count(*) filter (where is_acquired), count(*) filter (where is_acquired and is_activated)
    from people where day + 90 <= (select as_of_date from intermediate.as_of) group by all
    union all
    select 3, 'retention', day, before, count(*), count(*) filter (where stage in ('new', 'active', 'reactivated'))
    from people where stage_before in ('new', 'active', 'reactivated') group by all
    union all
    select 4, 'lapse', day, before, count(*), count(*) filter (where stage = 'lapsed')
    from people where stage_before not in ('unknown', 'prospect', 'lapsed') group by all
    union all
    select 5, 'win_back', day, before, count(*), count(*) filter (where has_ordered)
    from people where stage_before = 'lapsed' group by all
)
select
    cast(date_trunc('month', day) as date) as month_date,
    measure,
    n_base,
    n_out as n_customers,
    n_out / n_base as rate,
    coalesce(before - (select min(ordered_date) from order_items) + 1 >= 365, false) as has_full_history
from counted
where n_base > 0
qualify dense_rank() over (order by day desc) <= 24
order by place, day
