-- In every kind of slice, the cohorts of each complete month together are the orders and the revenue of that month, to the last
-- digit, and their members are the customers who ordered.
with kinds as (

    select distinct slice_kind from {{ ref('int_customer_slices') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

members as (

    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'first_order_date') }} as date) as cohort_month
    from {{ ref('customer_orders') }}
    where not is_guest and n_orders > 0

),

ordered as (

    select
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as activity_month,
        count(distinct customer_id) as n_active,
        count(*) as n_orders
    from {{ ref('orders') }}
    where is_valid_order and not is_guest
    group by cast({{ dbt.date_trunc('month', 'ordered_date') }} as date)

),

earned as (

    select
        cast({{ dbt.date_trunc('month', 'items.ordered_date') }} as date) as activity_month,
        sum(items.revenue_amount) as net_revenue_amount
    from {{ ref('order_items') }} as items
    inner join members on items.customer_id = members.customer_id and items.ordered_date >= members.cohort_month
    group by cast({{ dbt.date_trunc('month', 'items.ordered_date') }} as date)

),

expected as (

    select
        kinds.slice_kind,
        earned.activity_month,
        coalesce(ordered.n_active, 0) as n_active,
        coalesce(ordered.n_orders, 0) as n_orders,
        earned.net_revenue_amount
    from earned
    cross join kinds
    cross join as_of
    left join ordered on earned.activity_month = ordered.activity_month
    where cast({{ dbt.last_day('earned.activity_month', 'month') }} as date) <= as_of.as_of_date

),

everyone as (

    select count(*) as n_customers from members

),

sizes as (

    select
        slice_kind,
        sum(n_customers) as n_customers
    from {{ ref('cohort_retention') }}
    where month_index = 0
    group by slice_kind

),

found as (

    select
        slice_kind,
        activity_month,
        sum(n_active) as n_active,
        sum(n_orders) as n_orders,
        sum(net_revenue_amount) as net_revenue_amount,
        sum(sales_amount - refund_amount) as sales_less_refunds
    from {{ ref('cohort_retention') }}
    where is_complete
    group by slice_kind, activity_month

)

select
    coalesce(found.slice_kind, expected.slice_kind) as slice_kind,
    coalesce(found.activity_month, expected.activity_month) as activity_month
from found
full outer join expected on found.slice_kind = expected.slice_kind and found.activity_month = expected.activity_month
where
    coalesce(found.n_active, 0) <> coalesce(expected.n_active, 0)
    or coalesce(found.n_orders, 0) <> coalesce(expected.n_orders, 0)
    or coalesce(found.net_revenue_amount, 0) <> coalesce(expected.net_revenue_amount, 0)
    or coalesce(found.sales_less_refunds, 0) <> coalesce(expected.net_revenue_amount, 0)
union all
select
    kinds.slice_kind,
    cast(null as date) as activity_month
from kinds
cross join everyone
left join sizes on kinds.slice_kind = sizes.slice_kind
where sizes.n_customers is distinct from everyone.n_customers
