with staged as (

    select * from {{ ref('stg_sales__order_items') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

usable_orders as (

    select
        order_id,
        exchange_rate
    from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

order_items as (

    select
        staged.*,
        usable_orders.exchange_rate,
        usable_orders.order_id is not null as has_usable_order
    from staged
    left join usable_orders on staged.order_id = usable_orders.order_id

),

{{ judged_rows('order_items', latest=['created_at desc nulls last'], rules={
    'amount_out_of_range': 'order_items.line_amount is null or ' ~ out_of_range(
        ['order_items.line_amount', 'order_items.unit_price', 'order_items.discount_amount'], 'order_items.exchange_rate'),
    'negative_price': 'order_items.unit_price < 0',
    'zero_quantity': 'order_items.quantity = 0',
    'unknown_order': 'not order_items.has_usable_order',
}) }}

select * from final
