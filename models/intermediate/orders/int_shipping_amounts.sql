{#- The shipping that the header of an order states, as it counts. A credit note takes it back as it does the goods, whichever
    sign it bears, unless with it as a charge less is left of its amount. Where a line is of shipping, the header states the same
    once more, unless with it less is left. Lines of the order's day alone say so: history stays. -#}

with headers as (

    select * from {{ ref('int_order_headers') }}
    where shipping_amount <> 0

),

items as (

    select * from {{ ref('int_dated_order_items') }}

),

product_line_kinds as (

    select * from {{ ref('int_product_line_kinds') }}
    where line_kind = 'shipping'

),

left_amounts as (

    select
        headers.order_id,
        headers.ordered_at,
        headers.ordered_date,
        headers.is_refund,
        headers.shipping_amount,
        headers.order_amount - coalesce(sum(items.amount), 0) as left_amount,
        count(product_line_kinds.line_kind) as n_shipping_lines
    from headers
    left join items on headers.order_id = items.order_id and headers.ordered_date = items.ordered_date
    left join product_line_kinds
        on
            items.product_id = product_line_kinds.product_id
            and items.product_name is not distinct from product_line_kinds.product_name
    group by
        headers.order_id,
        headers.ordered_at,
        headers.ordered_date,
        headers.is_refund,
        headers.shipping_amount,
        headers.order_amount

),

signed as (

    select
        *,
        cast(case
            when not is_refund then shipping_amount
            when abs(left_amount - abs(shipping_amount)) < abs(left_amount) then abs(shipping_amount)
            else -abs(shipping_amount)
        end as decimal(18, 4)) as amount
    from left_amounts

),

final as (

    select
        order_id,
        ordered_at,
        ordered_date,
        amount
    from signed
    where n_shipping_lines = 0 or abs(left_amount - amount) < abs(left_amount)

)

select * from final
