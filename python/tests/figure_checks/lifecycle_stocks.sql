-- Customers of each stage at the month-ends; prospects are all who are known by then and in no other stage.
with
known as (
    select customer_id, coalesce(first_known_date, (select as_of_date from intermediate.as_of)) as known_date
    from intermediate.int_customer_profiles where not is_guest
),
days as (
    select distinct snapshot_date as day from lifecycle_stages_monthly
    where snapshot_date = last_day(snapshot_date) order by 1 desc limit 24
),
counted as (
    select snapshot_date as day, stage, count(*) as n from lifecycle_stages_monthly where stage <> 'prospect' group by all
    union all
    select day, 'prospect', (select count(*) from known where known_date <= day)
        - (select count(*) from lifecycle_stages_monthly where snapshot_date = day and stage <> 'prospect')
    from days
)
select
    cast(date_trunc('month', day) as date) as month_date,
    stages.stage,
    stages.stage_order,
    coalesce(n, 0) as n_at_end,
    if(stages.stage in ('new', 'active', 'reactivated'), true, null) as is_buying,
    if(stages.stage in ('new', 'active', 'at_risk', 'reactivated'), true, null) as is_customer
from days
cross join config.lifecycle_stage_rules as stages
left join counted using (day, stage)
order by month_date, stage_order
