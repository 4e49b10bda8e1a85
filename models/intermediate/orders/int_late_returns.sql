{{ config(materialized='view') }}

{#- The products that lines of their order take back after its day. Such a line says itself what comes back: a refund of
    payments_refunds that follows it is its money, and brings the goods back no second time. -#}

with headers as (

    select * from {{ ref('int_order_headers') }}

),

items as (

    select * from {{ ref('int_dated_order_items') }}
    where quantity < 0

),

final as (

    select
        items.order_id,
        items.product_id,
        min(items.ordered_date) as returned_date
    from items
    inner join headers on items.order_id = headers.order_id
    where items.ordered_date > headers.ordered_date
    group by items.order_id, items.product_id

)

select * from final
