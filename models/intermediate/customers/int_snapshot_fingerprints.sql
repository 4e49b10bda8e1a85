{#- What the snapshots of each date are made of, in one number: equal facts give equal numbers, in whatever order they
    came. Every column of int_customer_days and int_reactivations counts. -#}

with snapshot_dates as (

    select * from {{ ref('int_snapshot_dates') }}

),

customer_days as (

    select * from {{ ref('int_customer_days') }}

),

reactivations as (

    select * from {{ ref('int_reactivations') }}

),

facts as (

    select
        ordered_date,
        0 as n_new_customers,
        {{ hash_number(row_fingerprint([
            'customer_id', 'ordered_date', 'n_orders', 'order_amount', 'n_lines', 'units', 'n_cancellations',
            'refund_amount', 'net_revenue_amount', 'n_new_products', 'is_order_day', 'gap_days',
        ])) }} as fact_number
    from customer_days
    union all
    select
        ordered_date,
        0 as n_new_customers,
        {{ hash_number(row_fingerprint(['customer_id', 'ordered_date'])) }} as fact_number
    from reactivations
    union all
    select
        min(ordered_date) as ordered_date,
        1 as n_new_customers,
        0 as fact_number
    from customer_days
    group by customer_id

),

days as (

    select
        ordered_date,
        sum(n_new_customers) as n_new_customers,
        sum(fact_number) as fact_number
    from facts
    group by ordered_date

),

final as (

    select
        snapshot_dates.snapshot_date,
        cast(coalesce(sum(days.n_new_customers), 0) as bigint) as n_customers,
        cast(coalesce(sum(days.fact_number), 0) as decimal(38, 0)) as facts_fingerprint
    from snapshot_dates
    left join days on snapshot_dates.snapshot_date >= days.ordered_date
    group by snapshot_dates.snapshot_date

)

select * from final
