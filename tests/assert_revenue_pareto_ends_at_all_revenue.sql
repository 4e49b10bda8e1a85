-- The last percent is all customers with a valid order and all they brought; no top percent brings less than its part of them.
with orders as (

    select * from {{ ref('int_order_days') }}
    where not is_guest

),

periods as (

    select * from {{ ref('int_revenue_periods') }}

),

customers as (

    select
        periods.period,
        orders.customer_id,
        sum(orders.net_revenue_amount) as net_revenue_amount
    from orders
    inner join periods on orders.ordered_date between periods.first_date and periods.last_date
    group by periods.period, orders.customer_id
    having bool_or(orders.is_valid_order)

),

expected as (

    select
        period,
        count(*) as n_customers,
        sum(net_revenue_amount) as net_revenue_amount
    from customers
    group by period

),

ends as (

    select * from {{ ref('revenue_pareto') }}
    where customer_percent = 100

)

select
    coalesce(expected.period, ends.period) as period,
    expected.net_revenue_amount,
    ends.cumulative_amount
from expected
full outer join ends on expected.period = ends.period
where
    expected.n_customers is distinct from ends.n_top_customers
    or expected.net_revenue_amount is distinct from ends.cumulative_amount
union all
select
    period,
    least_amount as net_revenue_amount,
    cumulative_amount
from {{ ref('revenue_pareto') }}
where cumulative_rate * 100 < customer_percent * 0.999999
