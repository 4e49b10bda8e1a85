{{ config(materialized='view') }}

{#- Each document on each day it has lines of. A document is an order, or a cancellation, on its first day only; lines that
    join it later are revenue or refunds of their own day, so history never changes afterwards. -#}

with order_lines as (

    select * from {{ ref('int_order_lines') }}

),

orders as (

    select * from {{ ref('orders') }}

),

final as (

    select
        order_lines.order_id,
        order_lines.customer_id,
        order_lines.is_guest,
        order_lines.ordered_date,
        orders.is_valid_order and order_lines.ordered_date = order_lines.order_date as is_valid_order,
        orders.is_cancellation and order_lines.ordered_date = order_lines.order_date as is_cancellation,
        count(*) as n_lines,
        sum(case when order_lines.is_product then order_lines.quantity else 0 end) as units,
        sum(order_lines.refunded_amount) as refund_amount,
        sum(order_lines.revenue_amount) as net_revenue_amount
    from order_lines
    inner join orders on order_lines.order_id = orders.order_id
    group by
        order_lines.order_id, order_lines.customer_id, order_lines.is_guest, order_lines.ordered_date,
        orders.is_valid_order, orders.is_cancellation, order_lines.order_date

)

select * from final
