-- Customers arriving in a stage are its stock at the month-end; customers leaving one are its stock a month before.
with transitions as (

    select * from {{ ref('lifecycle_transitions') }}

),

stock as (

    select
        snapshot_date,
        stage,
        count(*) as n_customers
    from {{ ref('lifecycle_stages_monthly') }}
    group by snapshot_date, stage

),

arrived as (

    select
        snapshot_date,
        to_stage as stage,
        sum(n_customers) as n_customers
    from transitions
    group by snapshot_date, to_stage

),

left_over as (

    select
        cast({{ dbt.last_day(dbt.dateadd('month', -1, 'snapshot_date'), 'month') }} as date) as snapshot_date,
        from_stage as stage,
        sum(n_customers) as n_customers
    from transitions
    where from_stage <> 'unknown'
    group by snapshot_date, from_stage

),

last_month as (

    select max(snapshot_date) as snapshot_date from stock

)

select
    stock.snapshot_date,
    stock.stage,
    'arrived' as side
from stock
full outer join arrived on stock.snapshot_date = arrived.snapshot_date and stock.stage = arrived.stage
where stock.n_customers is distinct from arrived.n_customers
union all
select
    stock.snapshot_date,
    stock.stage,
    'left' as side
from stock
cross join last_month
left join left_over on stock.snapshot_date = left_over.snapshot_date and stock.stage = left_over.stage
where stock.snapshot_date < last_month.snapshot_date and stock.n_customers is distinct from left_over.n_customers
