-- The definition itself, by adding up the customers of every smaller value instead of ranking, on the as-of day.
with scores as (

    select * from {{ ref('rfm_scores') }}

),

population as (

    select count(*) as n_customers from scores

),

by_value as (

    select
        'recency' as measure,
        -recency_days as worth,
        min(r_score) as lowest,
        max(r_score) as highest,
        count(*) as n_customers
    from scores
    group by recency_days
    union all
    select
        'frequency' as measure,
        n_orders as worth,
        min(f_score) as lowest,
        max(f_score) as highest,
        count(*) as n_customers
    from scores
    group by n_orders
    union all
    select
        'monetary' as measure,
        net_revenue_amount as worth,
        min(m_score) as lowest,
        max(m_score) as highest,
        count(*) as n_customers
    from scores
    group by net_revenue_amount

),

worse as (

    select
        *,
        coalesce(sum(n_customers) over (
            partition by measure order by worth
            rows between unbounded preceding and 1 preceding
        ), 0) as n_worse
    from by_value

)

select worse.*
from worse
cross join population
where
    worse.lowest <> worse.highest
    or worse.lowest <> 1 + floor(5.0 * worse.n_worse / population.n_customers)
