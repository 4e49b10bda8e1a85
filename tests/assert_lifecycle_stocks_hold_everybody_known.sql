-- Who has ordered by a day is in the stage of lifecycle_stages; everybody else who was known by then is a prospect. What came
-- less what went is the change since the month before, and the transitions lead from one to the other.
with people as (

    select
        coalesce(first_known_date, as_of_date) as known_date,
        first_order_date,
        as_of_date
    from {{ ref('customer_360') }}
    where not is_guest

),

staged as (

    select snapshot_date, stage from {{ ref('lifecycle_stages_monthly') }}
    union all
    select
        stages.snapshot_date,
        stages.stage
    from {{ ref('lifecycle_stages') }} as stages
    where stages.snapshot_date not in (
        select months.snapshot_date from {{ ref('lifecycle_stages_monthly') }} as months
    )

),

dates as (

    select snapshot_date from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

),

expected as (

    select
        snapshot_date,
        stage,
        count(*) as n_customers
    from staged
    where stage <> 'prospect'
    group by snapshot_date, stage
    union all
    select
        dates.snapshot_date,
        'prospect' as stage,
        count(*) as n_customers
    from dates
    inner join people
        on
            dates.snapshot_date >= people.known_date
            and dates.snapshot_date < coalesce(people.first_order_date, cast('9999-12-31' as date))
    group by dates.snapshot_date

),

today as (

    select
        as_of_date as snapshot_date,
        lifecycle_stage as stage,
        count(*) as n_customers
    from {{ ref('customer_360') }}
    where not is_guest
    group by as_of_date, lifecycle_stage

),

stocks as (

    select
        *,
        lag(n_at_end) over (partition by stage order by snapshot_date) as n_before
    from {{ ref('lifecycle_stocks') }}

),

-- Before the first month nobody had ordered.
first_stock as (

    select
        months.month_start_date,
        count(people.known_date) as n_prospects
    from (select min(month_start_date) as month_start_date from {{ ref('lifecycle_stocks') }}) as months
    left join people on months.month_start_date > people.known_date
    group by months.month_start_date

),

arrived as (

    select
        snapshot_date,
        to_stage as stage,
        sum(n_customers) as n_customers
    from {{ ref('lifecycle_transitions') }}
    group by snapshot_date, to_stage

),

shares as (

    select
        snapshot_date,
        sum(transition_rate) as rates,
        count(distinct from_stage) as n_stages
    from {{ ref('lifecycle_transitions') }}
    group by snapshot_date

)

select
    'stock' as failure,
    coalesce(stocks.snapshot_date, expected.snapshot_date) as snapshot_date
from expected
full outer join stocks on expected.snapshot_date = stocks.snapshot_date and expected.stage = stocks.stage
cross join first_stock
where
    coalesce(expected.n_customers, 0) is distinct from stocks.n_at_end
    or stocks.n_at_start + stocks.n_in - stocks.n_out is distinct from stocks.n_at_end
    or stocks.n_at_start is distinct from coalesce(
        stocks.n_before,
        case when stocks.stage = 'prospect' then first_stock.n_prospects else 0 end
    )
union all
select
    'today' as failure,
    today.snapshot_date
from today
inner join dates on today.snapshot_date = dates.snapshot_date
left join stocks on today.snapshot_date = stocks.snapshot_date and today.stage = stocks.stage
where today.n_customers is distinct from stocks.n_at_end
union all
select
    'transitions' as failure,
    stocks.snapshot_date
from stocks
left join arrived on stocks.snapshot_date = arrived.snapshot_date and stocks.stage = arrived.stage
where stocks.is_complete and stocks.n_at_end is distinct from coalesce(arrived.n_customers, 0)
union all
select
    'rates' as failure,
    snapshot_date
from shares
where abs(rates - n_stages) > 1e-9
