-- A refund line reverses an earlier sale line of the same customer, product and quantity; no sale is reversed twice. One that
-- names its order reverses a line of that order, which may be of the same day.
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
        or case
            when documents.refunded_order_id is null then sales.ordered_at >= refunds.ordered_at
            else sales.order_id <> documents.refunded_order_id or sales.ordered_date > refunds.ordered_date
        end as is_wrong
    from items as refunds
    inner join {{ ref('orders') }} as documents on refunds.order_id = documents.order_id
    inner join items as sales on refunds.refunded_order_item_id = sales.order_item_id

)

select * from pairs
where is_wrong or n_refunds_of_sale > 1
