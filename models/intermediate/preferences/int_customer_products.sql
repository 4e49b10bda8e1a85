{{ config(materialized='view') }}

{#- A view, as only int_customer_tastes reads it: a row per customer and product is not worth writing. -#}

with order_items as (

    select * from {{ ref('order_items') }}
    where is_product

),

margins as (

    select * from {{ ref('int_product_margins') }}

),

costed as (

    select
        order_items.*,
        margins.is_high_margin,
        {{ try_amount('order_items.quantity', 'margins.unit_cost_amount') }} as cost_amount
    from order_items
    left join margins on order_items.product_id = margins.product_id

),

final as (

    select
        customer_id,
        product_id,
        category,
        price_tier,
        is_high_margin,
        count(cost_amount) = count(*) as is_costed,
        min(case when not is_refund then ordered_date end) as first_bought_date,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(case when count(cost_amount) = count(*) then sum(cost_amount) end as decimal(18, 4)) as cost_amount
    from costed
    group by customer_id, product_id, category, price_tier, is_high_margin

)

select * from final
