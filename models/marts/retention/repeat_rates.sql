with acquisition as (

    select * from {{ ref('int_customer_acquisition') }}

),

slices as (

    select * from {{ ref('int_customer_slices') }}

),

windows as (

    select * from {{ ref('repeat_windows') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

second_days as (

    select
        customer_days.customer_id,
        min(customer_days.ordered_date) as second_date
    from {{ ref('int_customer_days') }} as customer_days
    inner join acquisition on customer_days.customer_id = acquisition.customer_id
    where customer_days.is_order_day and customer_days.ordered_date > acquisition.first_order_date
    group by customer_days.customer_id

),

customers as (

    select
        acquisition.customer_id,
        {{ days_between('acquisition.first_order_date', 'as_of.as_of_date') }} as known_days,
        {{ days_between('acquisition.first_order_date', 'second_days.second_date') }} as days_to_second
    from acquisition
    cross join as_of
    left join second_days on acquisition.customer_id = second_days.customer_id

),

counted as (

    select
        slices.slice_kind,
        slices.slice_value,
        windows.window_days,
        cast(count(case when customers.known_days >= windows.window_days then 1 end) as bigint) as n_customers,
        cast(count(
            case when customers.known_days >= windows.window_days and customers.days_to_second <= windows.window_days then 1 end
        ) as bigint) as n_repeat
    from customers
    inner join slices on customers.customer_id = slices.customer_id
    cross join windows
    group by slices.slice_kind, slices.slice_value, windows.window_days

),

final as (

    select
        slice_kind,
        slice_value,
        window_days,
        n_customers,
        n_repeat,
        cast(n_repeat as double) / nullif(cast(n_customers as double), 0) as repeat_rate,
        {{ wilson_lower('n_repeat', 'n_customers') }} as repeat_lower_rate,
        {{ wilson_upper('n_repeat', 'n_customers') }} as repeat_upper_rate,
        {{ is_small('n_customers') }} as is_small
    from counted

)

select * from final
