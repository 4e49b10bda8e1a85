{{ config(materialized='view') }}

{#- The discount of an order stands in its header, on its lines, or in both: the larger one is it. A line that joins on a later
    day says nothing of it: what was known on a day does not change. -#}

{%- set discount = deduction('headers.discount_amount', 'headers.order_amount') %}

with orders as (

    select * from {{ ref('orders') }}
    where is_valid_order

),

headers as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

line_discounts as (

    select
        order_id,
        sum(discount_amount) as discount_amount
    from {{ ref('order_items') }}
    where not is_late
    group by order_id

),

final as (

    select
        orders.order_id,
        orders.customer_id,
        orders.source_name,
        orders.ordered_date,
        orders.coupon_code,
        orders.sales_amount,
        greatest(
            coalesce(cast(line_discounts.discount_amount as decimal(18, 4)), 0),
            coalesce(cast(cast({{ discount }} as decimal(19, 4)) * headers.exchange_rate as decimal(18, 4)), 0)
        ) as discount_amount
    from orders
    left join line_discounts on orders.order_id = line_discounts.order_id
    left join headers on orders.order_id = headers.order_id

)

select * from final
