{#- The goods that come back with refunds: all lines of an order whose whole amount is given back for no product; of a refund that
    names a product, the one line of its amount, or as many as it pays for of lines that are all alike; or else all lines of the
    product, where it gives back what they cost; or, where the order has one line of it, as many units as the amount pays for. No
    more come back than were sold, the first refunds first, and none that a line of the order took back before. -#}

with refunds as (

    select * from {{ ref('int_refunds') }}

),

items as (

    select
        *,
        -- Of equal lines, as of pieces that are sold on a line each, any may be the one that comes back
        row_number() over (
            partition by order_id, product_id, quantity, unit_price, amount order by ordered_date, order_item_id
        ) as line_number
    from {{ ref('int_dated_order_items') }}
    where quantity > 0

),

late_returns as (

    select * from {{ ref('int_late_returns') }}

),

fitting as (

    select
        refunds.order_id,
        refunds.refunded_order_id,
        refunds.is_whole_order,
        refunds.paid_at,
        refunds.refund_amount,
        items.order_item_id,
        items.product_id,
        items.product_name,
        items.quantity,
        items.unit_price,
        items.amount as item_amount,
        items.line_number,
        sum(items.amount) over (partition by refunds.order_id) as product_amount,
        count(case when refunds.refund_amount = items.amount then 1 end) over (partition by refunds.order_id) as n_of_amount,
        count(*) over (partition by refunds.order_id) as n_of_product,
        count(*) over (partition by refunds.order_id, items.quantity, items.unit_price, items.amount) as n_equal,
        max(case when items.line_number * items.amount = refunds.refund_amount then items.line_number end) over (
            partition by refunds.order_id, items.quantity, items.unit_price, items.amount
        ) as n_paid
    from refunds
    inner join items
        on
            refunds.refunded_order_id = items.order_id
            and refunds.exchange_rate = items.exchange_rate
            and refunds.paid_date >= items.ordered_date
            and (refunds.is_whole_order or refunds.product_id = items.product_id)
    left join late_returns
        on
            items.order_id = late_returns.order_id
            and items.product_id = late_returns.product_id
            and refunds.paid_date >= late_returns.returned_date
    where late_returns.order_id is null

),

numbered as (

    select
        *,
        is_whole_order or (n_of_amount = 0 and product_amount = refund_amount) as is_all,
        case
            when not is_whole_order and n_equal = case when n_paid = 1 then n_of_amount else n_of_product end then n_paid
        end as n_lines
    from fitting

),

paired as (

    select
        *,
        sum(case when line_number = 1 then n_lines else 0 end) over (
            partition by refunded_order_id, product_id, quantity, unit_price, item_amount order by paid_at, order_id
        ) as last_line
    from numbered

),

counted as (

    select
        *,
        case
            when is_all or n_lines is not null then quantity
            else cast(floor(
                cast(refund_amount as double) * cast(quantity as double) / cast(item_amount as double) + 0.5
            ) as decimal(18, 4))
        end as units,
        case when is_all or n_lines is not null then item_amount else refund_amount end as amount
    from paired
    where
        is_all
        or (line_number > last_line - n_lines and line_number <= last_line)
        or (n_of_product = 1 and refund_amount < item_amount)

),

returned as (

    select
        *,
        sum(units) over (
            partition by order_item_id order by paid_at, order_id
            rows between unbounded preceding and current row
        ) as units_so_far
    from counted
    where units > 0 and cast(units as decimal(19, 4)) * item_amount = cast(amount as decimal(19, 4)) * quantity

),

final as (

    select
        order_id,
        order_item_id as returned_order_item_id,
        case when units = quantity then order_item_id end as refunded_order_item_id,
        is_whole_order,
        product_id,
        product_name,
        units,
        unit_price,
        amount
    from returned
    where units_so_far <= quantity

)

select * from final
