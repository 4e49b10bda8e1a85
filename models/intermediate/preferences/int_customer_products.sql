{{ config(materialized='view') }}

{#- A view, as only int_customer_tastes reads it: a row per customer and product is not worth writing. -#}

with order_items as (

    select * from {{ ref('order_items') }}
    where is_product

),

margins as (

    select * from {{ ref('int_product_margins') }}

),

final as (

    select
        order_items.customer_id,
        order_items.product_id,
        order_items.category,
        order_items.price_tier,
        margins.is_high_margin,
        margins.unit_cost_amount is not null as is_costed,
        min(case when not order_items.is_refund then order_items.ordered_date end) as first_bought_date,
        cast(sum(order_items.revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(sum(
            cast(cast(order_items.quantity as decimal(19, 4)) * margins.unit_cost_amount as decimal(18, 4))
        ) as decimal(18, 4)) as cost_amount
    from order_items
    left join margins on order_items.product_id = margins.product_id
    group by
        order_items.customer_id, order_items.product_id, order_items.category, order_items.price_tier, margins.is_high_margin,
        margins.unit_cost_amount is not null

)

select * from final
