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

selling_days as (

    select distinct
        order_id,
        ordered_date
    from order_lines
    where quantity > 0

),

final as (

    select order_lines.order_item_id
    from order_lines
    inner join kinds on order_lines.line_kind = kinds.line_kind
    inner join selling_days
        on order_lines.order_id = selling_days.order_id and order_lines.ordered_date = selling_days.ordered_date
    where order_lines.quantity < 0

)

select * from final
