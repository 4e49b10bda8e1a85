-- The holdout holds all customers known at its origin and what they bought after it; by frequency and by week it is the same.
with backtest as (

    select
        count(*) as n_customers,
        coalesce(sum(n_purchases), 0) as n_purchases,
        coalesce(sum(n_repeat_days), 0) as n_earlier,
        coalesce(sum(net_revenue_amount), 0) as amount
    from {{ ref('value_backtest') }}

),

summaries as (

    select * from {{ ref('purchase_summaries') }}
    where not is_as_of

),

facts as (

    select
        count(case when days.is_order_day and days.ordered_date > summaries.snapshot_date then 1 end) as n_purchases,
        coalesce(sum(case when days.ordered_date > summaries.snapshot_date then days.net_revenue_amount end), 0) as amount
    from {{ ref('int_customer_days') }} as days
    inner join summaries on days.customer_id = summaries.customer_id

),

by_frequency as (

    select
        coalesce(sum(n_customers), 0) as n_customers,
        coalesce(sum(n_purchases), 0) as n_purchases
    from {{ ref('value_backtest_by_frequency') }}

),

by_week as (

    select coalesce(max(cumulative_purchases), 0) as n_purchases from {{ ref('value_backtest_tracking') }}

),

final as (

    select
        backtest.*,
        by_week.n_purchases as n_tracked
    from backtest
    cross join facts
    cross join by_frequency
    cross join by_week
    where
        backtest.n_customers <> (select count(*) from summaries)
        or backtest.n_customers <> by_frequency.n_customers
        or backtest.n_purchases <> facts.n_purchases
        or backtest.n_purchases <> by_frequency.n_purchases
        or backtest.amount <> facts.amount
        or backtest.n_purchases + backtest.n_earlier <> by_week.n_purchases

)

select * from final
