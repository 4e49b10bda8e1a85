-- What a tag counts stands at the seed's limits on the day of its since_date and below one of them the day before, counted once
-- more from complaints and order days.
with limits as (

    select
        max(case when tag = 'complaint_prone' and rule = 'days' then limit_value end) as days,
        max(case when tag = 'complaint_prone' and rule = 'min_complaints' then limit_value end) as min_complaints,
        max(case when tag = 'high_value_active' and rule = 'months' then limit_value end) as months,
        max(case when tag = 'high_value_active' and rule = 'min_orders' then limit_value end) as min_recent_orders,
        max(case when tag = 'high_value_active' and rule = 'min_mean_order_amount' then limit_value end) as min_mean_order_amount,
        max(case when tag = 'seasonal' and rule = 'min_orders' then limit_value end) as min_orders,
        max(case when tag = 'seasonal' and rule = 'min_years' then limit_value end) as min_years,
        max(case when tag = 'seasonal' and rule = 'min_rate' then limit_value end) as min_rate
    from {{ ref('tag_rules') }}

),

orders as (

    select
        customer_id,
        ordered_date,
        n_orders,
        order_amount,
        substr(cast(ordered_date as {{ dbt.type_string() }}), 1, 4) as order_year,
        case
            when substr(cast(ordered_date as {{ dbt.type_string() }}), 6, 2) in ('01', '02', '03') then 'Q1'
            when substr(cast(ordered_date as {{ dbt.type_string() }}), 6, 2) in ('04', '05', '06') then 'Q2'
            when substr(cast(ordered_date as {{ dbt.type_string() }}), 6, 2) in ('07', '08', '09') then 'Q3'
            else 'Q4'
        end as order_quarter
    from {{ ref('int_customer_days') }}
    where is_order_day

),

judged_days as (

    {% for day in ['since_date', days_before('since_date', 1)] %}
        select
            customer_id,
            tag,
            tag_value,
            since_date,
            {{ day }} as judged_date
        from {{ ref('customer_tags') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

complaints as (

    select
        days.customer_id,
        days.tag,
        days.since_date,
        days.judged_date,
        count(tickets.ticket_id) >= max(limits.min_complaints) as is_held
    from judged_days as days
    cross join limits
    left join {{ ref('int_ticket_costs') }} as tickets
        on
            days.customer_id = tickets.customer_id
            and tickets.is_complaint
            and days.judged_date >= tickets.opened_date
            and limits.days > {{ days_between('tickets.opened_date', 'days.judged_date') }}
    where days.tag = 'complaint_prone'
    group by days.customer_id, days.tag, days.since_date, days.judged_date

),

recent_orders as (

    select
        days.customer_id,
        days.tag,
        days.since_date,
        days.judged_date,
        coalesce(sum(orders.n_orders), 0) >= max(limits.min_recent_orders)
        and sum(orders.order_amount) >= max(limits.min_mean_order_amount) * cast(sum(orders.n_orders) as bigint) as is_held
    from judged_days as days
    cross join limits
    left join orders
        on
            days.customer_id = orders.customer_id
            and days.judged_date >= orders.ordered_date
            and cast({{ dbt.dateadd('month', 'cast(-limits.months as int)', 'days.judged_date') }} as date) < orders.ordered_date
    where days.tag = 'high_value_active'
    group by days.customer_id, days.tag, days.since_date, days.judged_date

),

all_orders as (

    select
        days.customer_id,
        days.tag,
        days.since_date,
        days.judged_date,
        sum(orders.n_orders) >= max(limits.min_orders)
        and count(distinct case when orders.order_quarter = days.tag_value then orders.order_year end) >= max(limits.min_years)
        and sum(case when orders.order_quarter = days.tag_value then orders.n_orders else 0 end)
        >= max(limits.min_rate) * cast(sum(orders.n_orders) as bigint) as is_held
    from judged_days as days
    cross join limits
    left join orders on days.customer_id = orders.customer_id and days.judged_date >= orders.ordered_date
    where days.tag = 'seasonal'
    group by days.customer_id, days.tag, days.since_date, days.judged_date

),

judged as (

    select * from complaints
    union all
    select * from recent_orders
    union all
    select * from all_orders

)

select *
from judged
where coalesce(is_held, false) <> (judged_date = since_date)
