-- Each customer of an origin counts once over all, at most once by segment, and once in each contact plan.
with backtest as (

    select
        candidate,
        origin_date,
        count(*) as n_customers,
        sum(is_churned) as n_churned
    from {{ ref('churn_backtest') }}
    group by candidate, origin_date

),

metrics as (

    select
        candidate,
        origin_date,
        sum(case when segment = 'all' then n_customers else 0 end) as n_customers,
        sum(case when segment = 'all' then n_churned else 0 end) as n_churned,
        sum(case when segment <> 'all' then n_customers else 0 end) as n_customers_of_segments
    from {{ ref('churn_backtest_metrics') }}
    group by candidate, origin_date

),

contacts as (

    select
        candidate,
        origin_date,
        min(n_customers) as fewest_customers,
        max(n_customers) as most_customers
    from {{ ref('churn_backtest_contacts') }}
    where segment = 'all'
    group by candidate, origin_date

)

select backtest.*
from backtest
left join metrics on backtest.candidate = metrics.candidate and backtest.origin_date = metrics.origin_date
left join contacts on backtest.candidate = contacts.candidate and backtest.origin_date = contacts.origin_date
where
    backtest.n_customers is distinct from metrics.n_customers
    or backtest.n_churned is distinct from metrics.n_churned
    or metrics.n_customers_of_segments > backtest.n_customers
    or backtest.n_customers is distinct from contacts.fewest_customers
    or backtest.n_customers is distinct from contacts.most_customers
