{#- What lessens a customer's revenue but is no product: a discount on a whole order, the correction of a mistyped price, a
    refund that names no product. What an order holds beyond its lines is given back first; shipping and the like lessen
    nothing. What is left of an order that names no product is goods of unknown cost; beyond named products it may be
    shipping. -#}

with order_items as (

    select * from {{ ref('order_items') }}
    where not is_product

),

refunds as (

    select * from {{ ref('int_refunds') }}

),

orders as (

    select * from {{ ref('orders') }}

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

of_orders as (

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
        of_orders.customer_id,
        cast(sum(least(of_orders.revenue_amount, 0)) as decimal(18, 4)) as deduction_amount,
        cast(sum(
            case
                when of_orders.line_kind = 'unitemised' and orders.n_products = 0 then greatest(of_orders.revenue_amount, 0)
                else 0
            end
        ) as decimal(18, 4)) as unitemised_amount
    from of_orders
    left join orders on of_orders.order_id = orders.order_id
    group by of_orders.customer_id

)

select * from final
