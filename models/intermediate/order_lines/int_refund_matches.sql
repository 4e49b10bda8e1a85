{#- Each refund line and the sale line it reverses: same customer, product and quantity, earlier, and each sale line at
    most once. A refund by payments_refunds names its order, so its lines are known. Of the others only goods that come back do: a
    negative amount of a whole order names none. As with brackets, a refund closes the latest sale that is still open: open sales
    are counted per customer, product and quantity, and a refund belongs to the last sale that brought the count to the same
    depth. -#}

with named as (

    select
        order_item_id,
        refunded_order_item_id
    from {{ ref('int_refund_lines') }}
    where quantity < 0

),

named_lines as (

    select order_item_id
    from named
    union all
    select refunded_order_item_id as order_item_id
    from named
    where refunded_order_item_id is not null
    union all
    -- a voucher that pays does not come back
    select order_item_id from {{ ref('int_voucher_payments') }}

),

order_lines as (

    select lines.*
    from {{ ref('int_order_lines') }} as lines
    left join named_lines on lines.order_item_id = named_lines.order_item_id
    where
        named_lines.order_item_id is null
        and not lines.is_guest
        and lines.quantity <> 0
        and lines.is_refund = (lines.quantity < 0)

),

refunded as (

    select distinct
        customer_id,
        product_id,
        abs(quantity) as units
    from order_lines
    where is_refund

),

events as (

    select
        order_lines.order_item_id,
        order_lines.customer_id,
        order_lines.product_id,
        refunded.units,
        order_lines.is_refund,
        row_number() over (
            partition by order_lines.customer_id, order_lines.product_id, refunded.units
            order by
                order_lines.ordered_at,
                case when order_lines.is_refund then 0 else 1 end,
                order_lines.order_item_id
        ) as event_number
    from order_lines
    inner join refunded
        on
            order_lines.customer_id = refunded.customer_id
            and order_lines.product_id = refunded.product_id
            and abs(order_lines.quantity) = refunded.units

),

counted as (

    select
        *,
        sum(case when is_refund then -1 else 1 end) over (
            partition by customer_id, product_id, units order by event_number
            rows between unbounded preceding and current row
        ) as balance
    from events

),

floored as (

    select
        *,
        least(0, coalesce(min(balance) over (
            partition by customer_id, product_id, units order by event_number
            rows between unbounded preceding and 1 preceding
        ), 0)) as lowest_balance_before
    from counted

),

nested as (

    select
        *,
        balance - lowest_balance_before + case when is_refund then 1 else 0 end as depth
    from floored

),

paired as (

    select
        order_item_id,
        is_refund,
        depth,
        lag(order_item_id) over (
            partition by customer_id, product_id, units, depth order by event_number
        ) as refunded_order_item_id
    from nested

),

final as (

    select
        order_item_id,
        case when depth > 0 then refunded_order_item_id end as refunded_order_item_id
    from paired
    where is_refund
    union all
    select
        order_item_id,
        refunded_order_item_id
    from named

)

select * from final
