{#- What lessens the revenue of an order but is no product: a discount on the whole order, the correction of a mistyped price, a
    refund that names no product. What the order holds beyond its lines is given back first; shipping and the like lessen
    nothing. -#}

with order_items as (

    select * from {{ ref('order_items') }}
    where not is_product

),

refunds as (

    select * from {{ ref('int_refunds') }}

),

corrections as (

    select
        order_items.customer_id,
        order_items.revenue_amount,
        coalesce(refunds.refunded_order_id, order_items.order_id) as order_id,
        case when order_items.line_kind = 'refund' then 'unitemised' else order_items.line_kind end as line_kind
    from order_items
    left join refunds on order_items.order_id = refunds.order_id

),

of_kinds as (

    select
        customer_id,
        order_id,
        line_kind,
        sum(revenue_amount) as revenue_amount
    from corrections
    group by customer_id, order_id, line_kind

),

final as (

    select
        customer_id,
        order_id,
        cast(sum(least(revenue_amount, 0)) as decimal(18, 4)) as deduction_amount,
        cast(sum(case when line_kind = 'unitemised' then greatest(revenue_amount, 0) else 0 end) as decimal(18, 4))
            as unitemised_amount
    from of_kinds
    group by customer_id, order_id

)

select * from final
