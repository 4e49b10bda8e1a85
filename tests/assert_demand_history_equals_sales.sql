-- Every level of demand_history adds up to sales_daily in every period, orders and cents.
with days as (

    {% for kind in ['week', 'month'] %}
        select
            '{{ kind }}' as period_kind,
            cast({{ dbt.date_trunc(kind, 'sales_date') }} as date) as period_start_date,
            n_orders,
            net_revenue_amount
        from {{ ref('sales_daily') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

sales as (

    select
        period_kind,
        period_start_date,
        sum(n_orders) as n_orders,
        sum(net_revenue_amount) as net_revenue_amount
    from days
    group by period_kind, period_start_date

),

history as (

    select
        period_kind,
        period_start_date,
        level,
        sum(n_orders) as n_orders,
        sum(net_revenue_amount) as net_revenue_amount
    from {{ ref('demand_history') }}
    group by period_kind, period_start_date, level

),

levels as (

    select distinct level from history

),

expected as (

    select
        levels.level,
        sales.*
    from sales
    cross join levels

)

select
    expected.*,
    history.n_orders as found_n_orders,
    history.net_revenue_amount as found_amount
from expected
full outer join history
    on
        expected.period_kind = history.period_kind
        and expected.period_start_date = history.period_start_date
        and expected.level = history.level
where
    expected.n_orders is distinct from history.n_orders
    or expected.net_revenue_amount is distinct from history.net_revenue_amount
