{#- Customers with a valid order in a period, by their net revenue in it, which refunds may bring below 0. Equals have the same
    number of better ones; only where a running sum needs a sequence, they stand by id. -#}

with days as (

    select * from {{ ref('int_customer_days') }}

),

periods as (

    select * from {{ ref('int_revenue_periods') }}

),

revenues as (

    select
        periods.period_kind,
        periods.period,
        days.customer_id,
        cast(sum(days.net_revenue_amount) as decimal(18, 4)) as net_revenue_amount
    from days
    inner join periods on days.ordered_date between periods.first_date and periods.last_date
    group by periods.period_kind, periods.period, days.customer_id
    having sum(days.n_orders) > 0

),

final as (

    select
        period_kind,
        period,
        customer_id,
        net_revenue_amount,
        row_number() over (partition by period order by net_revenue_amount desc, customer_id asc) as place,
        rank() over (partition by period order by net_revenue_amount desc) - 1 as n_better,
        count(*) over (partition by period) as n_customers,
        cast(sum(net_revenue_amount) over (
            partition by period order by net_revenue_amount desc, customer_id asc
            rows between unbounded preceding and current row
        ) as decimal(18, 4)) as cumulative_amount,
        cast(
            sum(net_revenue_amount) over (partition by period order by net_revenue_amount desc)
            - sum(net_revenue_amount) over (partition by period, net_revenue_amount) as decimal(18, 4)
        ) as better_amount,
        cast(sum(net_revenue_amount) over (partition by period) as decimal(18, 4)) as total_amount
    from revenues

)

select * from final
