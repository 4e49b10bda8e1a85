{#- The lines by which vouchers pay: taken back on an ordinary order, beside goods that it sells on the same day. One that comes
    back alone, or on a cancellation, is given back as goods are. -#}

with order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product and not is_cancellation

),

kinds as (

    select line_kind from {{ ref('line_kinds') }}
    where is_means_of_payment

),

redeemed as (

    select
        order_lines.order_item_id,
        order_lines.order_id,
        order_lines.ordered_date
    from order_lines
    inner join kinds on order_lines.line_kind = kinds.line_kind
    where order_lines.quantity < 0

),

final as (

    select distinct redeemed.order_item_id
    from redeemed
    inner join order_lines
        on redeemed.order_id = order_lines.order_id and redeemed.ordered_date = order_lines.ordered_date
    where order_lines.quantity > 0

)

select * from final
