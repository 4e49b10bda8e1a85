-- The stage of each customer at the last two month-ends; prospects are all who are known by then and in no other stage.
with
known as (
    select customer_id, coalesce(first_known_date, (select as_of_date from intermediate.as_of)) as known_date
    from intermediate.int_customer_profiles where not is_guest
),
days as (
    select snapshot_date as day, lag(snapshot_date) over (order by snapshot_date) as day_before
    from (select distinct snapshot_date from lifecycle_stages_monthly where snapshot_date = last_day(snapshot_date))
    qualify day = max(day) over ()
),
pairs as (
    select day, coalesce(before.stage, 'prospect') as from_stage, coalesce(after.stage, 'prospect') as to_stage
    from days
    inner join known on known_date <= day_before
    left join lifecycle_stages_monthly as before on day_before = before.snapshot_date and known.customer_id = before.customer_id
    left join lifecycle_stages_monthly as after on day = after.snapshot_date and known.customer_id = after.customer_id
),
counted as (select day, from_stage, to_stage, count(*) as n from pairs group by all)
select
    cast(date_trunc('month', day) as date) as month_date,
    from_stage,
    to_stage,
    sum(n) over (partition by from_stage) as n_at_start,
    n as n_customers,
    n / sum(n) over (partition by from_stage) as transition_rate
from counted
inner join config.lifecycle_stage_rules as one on from_stage = one.stage
inner join config.lifecycle_stage_rules as other on to_stage = other.stage
order by one.stage_order, other.stage_order
