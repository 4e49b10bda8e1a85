{{ config(materialized='view') }}

{#- A view, as only int_customer_tastes reads it: a row per customer and product is not worth writing. A deduction from an order
    is borne by its goods in proportion, so that nobody's money went to what was given away, or mistyped a hundredfold. -#}

with order_items as (

    select * from {{ ref('order_items') }}
    where is_product

),

deductions as (

    select * from {{ ref('int_order_deductions') }}
    where deduction_amount < 0

),

margins as (

    select * from {{ ref('int_product_margins') }}

),

paid as (

    select
        order_items.customer_id,
        order_items.order_id,
        cast(greatest(sum(order_items.revenue_amount) + max(deductions.deduction_amount), 0) as double)
        / nullif(cast(sum(order_items.revenue_amount) as double), 0) as paid_rate
    from order_items
    inner join deductions
        on order_items.customer_id = deductions.customer_id and order_items.order_id = deductions.order_id
    where not order_items.is_refund
    group by order_items.customer_id, order_items.order_id

),

costed as (

    select
        order_items.*,
        margins.is_high_margin,
        {{ try_amount('order_items.quantity', 'margins.unit_cost_amount') }} as cost_amount,
        case
            when paid.paid_rate is null or order_items.is_refund then order_items.revenue_amount
            else {{ share_of_amount('order_items.revenue_amount', 'paid.paid_rate') }}
        end as paid_amount
    from order_items
    left join margins on order_items.product_id = margins.product_id
    left join paid on order_items.customer_id = paid.customer_id and order_items.order_id = paid.order_id

),

final as (

    select
        customer_id,
        product_id,
        category,
        price_tier,
        is_high_margin,
        count(cost_amount) = count(*) as is_costed,
        min(case when not is_refund and paid_amount > 0 then ordered_date end) as first_bought_date,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(greatest(sum(paid_amount), 0) as decimal(18, 4)) as kept_amount,
        cast(case when count(cost_amount) = count(*) then sum(cost_amount) end as decimal(18, 4)) as cost_amount
    from costed
    group by customer_id, product_id, category, price_tier, is_high_margin

)

select * from final
