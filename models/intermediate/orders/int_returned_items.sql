{#- The goods that come back with refunds: all lines of an order whose whole amount is given back for no product; of a refund that
    names a product, the one line of its amount or else, where the order has one line of it, as many units as the amount pays for.
    No more come back than were sold, the first refunds first, and none that a line of the order took back before. -#}

with refunds as (

    select * from {{ ref('int_refunds') }}

),

items as (

    select * from {{ ref('int_dated_order_items') }}
    where quantity > 0

),

late_returns as (

    select * from {{ ref('int_late_returns') }}

),

fitting as (

    select
        refunds.order_id,
        refunds.is_whole_order,
        refunds.paid_at,
        refunds.refund_amount,
        items.order_item_id,
        items.product_id,
        items.product_name,
        items.quantity,
        items.unit_price,
        items.amount as item_amount,
        refunds.is_whole_order or refunds.refund_amount = items.amount as is_all,
        count(case when refunds.refund_amount = items.amount then 1 end) over (partition by refunds.order_id) as n_of_amount,
        count(*) over (partition by refunds.order_id) as n_of_product
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

counted as (

    select
        *,
        case
            when is_all then quantity
            else cast(floor(
                cast(refund_amount as double) * cast(quantity as double) / cast(item_amount as double) + 0.5
            ) as decimal(18, 4))
        end as units
    from fitting
    where
        is_whole_order
        or (is_all and n_of_amount = 1)
        or (n_of_product = 1 and refund_amount < item_amount)

),

returned as (

    select
        *,
        case when is_all then item_amount else refund_amount end as amount,
        sum(units) over (
            partition by order_item_id order by paid_at, order_id
            rows between unbounded preceding and current row
        ) as units_so_far
    from counted
    where
        is_all
        or (units > 0 and cast(units as decimal(19, 4)) * item_amount = cast(refund_amount as decimal(19, 4)) * quantity)

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
