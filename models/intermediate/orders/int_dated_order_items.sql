{#- Kept order lines with the time they count from: that of their order, or the time they became known where that is on a
    later day, so that the past never changes afterwards. Returns that are written as sold are taken back. -#}

{%- set discount = deduction('order_items.discount_amount', 'order_items.quantity') %}

with headers as (

    select * from {{ ref('int_order_headers') }}

),

order_items as (

    select * from {{ ref('int_order_items_judged') }}
    where row_outcome = 'kept'

),

returns as (

    select * from {{ ref('int_returns_booked_as_sales') }}

),

dated as (

    select
        {{ dbt.concat(['order_items.order_id', "'-'", 'order_items.order_item_id']) }} as order_item_id,
        order_items.order_id,
        order_items.product_id,
        order_items.product_name,
        order_items.quantity,
        order_items.unit_price,
        coalesce({{ discount }}, 0) as discount_amount,
        cast(order_items.line_amount - coalesce({{ discount }}, 0) as decimal(18, 4)) as amount,
        headers.exchange_rate,
        case when returns.order_item_id is null then 1 else -1 end as direction,
        case
            when {{ business_date('order_items.created_at') }} > headers.ordered_date then order_items.created_at
            else headers.ordered_at
        end as ordered_at,
        greatest(headers.ordered_date, {{ business_date('order_items.created_at') }}) as ordered_date
    from order_items
    inner join headers on order_items.order_id = headers.order_id
    left join returns on order_items.order_id = returns.order_id and order_items.order_item_id = returns.order_item_id

),

directed as (

    select
        order_item_id,
        order_id,
        product_id,
        product_name,
        cast(direction * quantity as decimal(18, 4)) as quantity,
        unit_price,
        cast(direction * discount_amount as decimal(18, 4)) as discount_amount,
        cast(direction * amount as decimal(18, 4)) as amount,
        exchange_rate,
        ordered_at,
        ordered_date
    from dated

),

final as (

    select
        *,
        cast(cast(amount as decimal(19, 4)) * exchange_rate as decimal(18, 4)) as converted_amount
    from directed

)

select * from final
