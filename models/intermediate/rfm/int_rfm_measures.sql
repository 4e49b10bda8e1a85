{{ config(materialized='view') }}

{#- The RFM population of each month-end and of the as-of day: customers with a valid order in the RFM window. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where (is_month_end or is_as_of) and n_orders_rfm_window > 0

),

final as (

    select
        customer_id,
        snapshot_date,
        is_month_end,
        is_as_of,
        recency_days,
        n_orders_rfm_window as n_orders,
        net_revenue_amount_rfm_window as net_revenue_amount
    from snapshots

)

select * from final
