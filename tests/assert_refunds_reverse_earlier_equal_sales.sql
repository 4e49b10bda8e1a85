-- A refund line reverses an earlier sale line of the same customer, product and quantity; no sale is reversed twice.
with items as (

    select * from {{ ref('order_items') }}

),

pairs as (

    select
        refunds.order_item_id,
        count(*) over (partition by refunds.refunded_order_item_id) as n_refunds_of_sale,
        sales.is_refund
        or sales.customer_id <> refunds.customer_id
        or sales.product_id <> refunds.product_id
        or sales.quantity <> -refunds.quantity
        or sales.ordered_at >= refunds.ordered_at as is_wrong
    from items as refunds
    inner join items as sales on refunds.refunded_order_item_id = sales.order_item_id

)

select * from pairs
where is_wrong or n_refunds_of_sale > 1
