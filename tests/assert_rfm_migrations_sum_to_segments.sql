-- Customers and value arrive in the segments of a month-end and come from those of the month-end before, to the cent.
with scores as (

    select
        snapshot_date,
        'quintile' as method,
        segment,
        net_revenue_amount
    from {{ ref('rfm_scores_monthly') }}
    union all
    select
        snapshot_date,
        'fixed' as method,
        fixed_segment as segment,
        net_revenue_amount
    from {{ ref('rfm_scores_monthly') }}

),

last_date as (

    select max(snapshot_date) as snapshot_date from {{ ref('int_snapshot_dates') }}
    where is_month_end

),

expected as (

    select
        snapshot_date,
        'to' as side,
        method,
        segment,
        count(*) as n_customers,
        sum(net_revenue_amount) as net_revenue_amount
    from scores
    group by snapshot_date, method, segment
    union all
    select
        cast({{ dbt.last_day(dbt.dateadd('month', 1, 'scores.snapshot_date'), 'month') }} as date) as snapshot_date,
        'from' as side,
        scores.method,
        scores.segment,
        count(*) as n_customers,
        sum(scores.net_revenue_amount) as net_revenue_amount
    from scores
    cross join last_date
    where scores.snapshot_date < last_date.snapshot_date
    group by scores.snapshot_date, scores.method, scores.segment
    union all
    select
        snapshot_date,
        'stock' as side,
        method,
        segment,
        count(*) as n_customers,
        sum(net_revenue_amount) as net_revenue_amount
    from scores
    group by snapshot_date, method, segment

),

found as (

    select
        snapshot_date,
        'to' as side,
        method,
        to_segment as segment,
        sum(n_customers) as n_customers,
        sum(to_net_revenue_amount) as net_revenue_amount
    from {{ ref('rfm_migrations') }}
    where to_segment <> 'not scored'
    group by snapshot_date, method, to_segment
    union all
    select
        snapshot_date,
        'from' as side,
        method,
        from_segment as segment,
        sum(n_customers) as n_customers,
        sum(from_net_revenue_amount) as net_revenue_amount
    from {{ ref('rfm_migrations') }}
    where from_segment <> 'not scored'
    group by snapshot_date, method, from_segment
    union all
    select
        snapshot_date,
        'stock' as side,
        method,
        segment,
        n_customers,
        net_revenue_amount
    from {{ ref('rfm_segments_monthly') }}
    where n_customers > 0

)

select
    coalesce(expected.snapshot_date, found.snapshot_date) as snapshot_date,
    coalesce(expected.side, found.side) as side,
    coalesce(expected.segment, found.segment) as segment
from expected
full outer join found
    on
        expected.snapshot_date = found.snapshot_date
        and expected.side = found.side
        and expected.method = found.method
        and expected.segment = found.segment
where
    expected.n_customers is distinct from found.n_customers
    or expected.net_revenue_amount is distinct from found.net_revenue_amount
