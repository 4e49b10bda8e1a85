-- The Gini coefficient once more from the Lorenz curve's heights by trapezoids: 1 - (2 x sum of heights - 1) / n.
with customers as (

    select
        periods.period,
        days.customer_id,
        greatest(sum(days.net_revenue_amount), 0) as net_revenue_amount
    from {{ ref('int_order_days') }} as days
    inner join {{ ref('int_revenue_periods') }} as periods
        on days.ordered_date between periods.first_date and periods.last_date
    where not days.is_guest
    group by periods.period, days.customer_id
    having bool_or(days.is_valid_order)

),

heights as (

    select
        period,
        sum(net_revenue_amount) over (
            partition by period order by net_revenue_amount asc, customer_id asc rows between unbounded preceding and current row
        ) as cumulative_amount
    from customers

),

expected as (

    select
        period,
        count(*) as n_customers,
        1 - (2 * cast(sum(cumulative_amount) as double) / nullif(cast(max(cumulative_amount) as double), 0) - 1)
        / count(*) as gini
    from heights
    group by period

)

select
    concentration.period,
    expected.n_customers as expected_customers,
    concentration.n_customers,
    expected.gini,
    concentration.gini_coefficient
from {{ ref('revenue_concentration') }} as concentration
full outer join expected on concentration.period = expected.period
where
    concentration.period is null
    or coalesce(expected.n_customers, 0) <> concentration.n_customers
    or (expected.gini is null) <> (concentration.gini_coefficient is null)
    or abs(expected.gini - concentration.gini_coefficient) > 0.000001
