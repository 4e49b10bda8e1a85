-- In every kind of slice, who ordered again within a window is counted once, by the orders themselves.
with kinds as (

    select distinct slice_kind from {{ ref('int_customer_slices') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

order_dates as (

    select distinct
        customer_id,
        ordered_date
    from {{ ref('orders') }}
    where is_valid_order and not is_guest

),

first_days as (

    select
        customer_id,
        min(ordered_date) as first_date
    from order_dates
    group by customer_id

),

windows as (

    select
        first_days.customer_id,
        repeat_windows.window_days,
        count(*) as n_days
    from first_days
    cross join {{ ref('repeat_windows') }} as repeat_windows
    cross join as_of
    inner join order_dates
        on
            first_days.customer_id = order_dates.customer_id
            and {{ days_between('first_days.first_date', 'order_dates.ordered_date') }} <= repeat_windows.window_days
    where {{ days_between('first_days.first_date', 'as_of.as_of_date') }} >= repeat_windows.window_days
    group by first_days.customer_id, repeat_windows.window_days

),

expected as (

    select
        kinds.slice_kind,
        windows.window_days,
        count(*) as n_customers,
        count(case when windows.n_days > 1 then 1 end) as n_repeat
    from windows
    cross join kinds
    group by kinds.slice_kind, windows.window_days

),

found as (

    select
        slice_kind,
        window_days,
        sum(n_customers) as n_customers,
        sum(n_repeat) as n_repeat
    from {{ ref('repeat_rates') }}
    group by slice_kind, window_days

)

select
    found.slice_kind,
    found.window_days
from found
full outer join expected on found.slice_kind = expected.slice_kind and found.window_days = expected.window_days
where
    coalesce(found.n_customers, 0) <> coalesce(expected.n_customers, 0)
    or coalesce(found.n_repeat, 0) <> coalesce(expected.n_repeat, 0)
