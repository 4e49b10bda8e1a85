{#- Kept order lines with the time they count from: that of their order, or the time they became known where that is on a
    later day, so that the past never changes afterwards. -#}

{%- set discount = deduction('order_items.discount_amount', 'order_items.quantity') %}

with headers as (

    select * from {{ ref('int_order_headers') }}

),

order_items as (

    select * from {{ ref('int_order_items_judged') }}
    where row_outcome = 'kept'

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
        case
            when {{ business_date('order_items.created_at') }} > headers.ordered_date then order_items.created_at
            else headers.ordered_at
        end as ordered_at,
        greatest(headers.ordered_date, {{ business_date('order_items.created_at') }}) as ordered_date
    from order_items
    inner join headers on order_items.order_id = headers.order_id

),

final as (

    select
        *,
        cast(cast(amount as decimal(19, 4)) * exchange_rate as decimal(18, 4)) as converted_amount
    from dated

)

select * from final
