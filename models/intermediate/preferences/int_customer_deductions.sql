{#- What is left of an order that names no product is goods of unknown cost; beyond named products it may be shipping. -#}

with order_deductions as (

    select * from {{ ref('int_order_deductions') }}

),

orders as (

    select * from {{ ref('orders') }}

),

final as (

    select
        order_deductions.customer_id,
        cast(sum(order_deductions.deduction_amount) as decimal(18, 4)) as deduction_amount,
        cast(sum(case when orders.n_products = 0 then order_deductions.unitemised_amount else 0 end) as decimal(18, 4))
            as unitemised_amount
    from order_deductions
    left join orders on order_deductions.order_id = orders.order_id
    group by order_deductions.customer_id

)

select * from final
