{{ config(materialized='view') }}

{#- The amount of an order is authoritative: what its lines and its shipping leave of it, or exceed it by, is an amount of its
    own, so that no total depends on a lost or mistyped line. What becomes itemised on a later day is taken from it then, what is
    sold and what comes back apart, so that neither changes. It takes up what rounding of the lines leaves in the reporting
    currency: of an order that comes to nothing, nothing may be left. -#}

with headers as (

    select * from {{ ref('int_order_headers') }}

),

items as (

    select * from {{ ref('int_dated_order_items') }}

),

shipping as (

    select * from {{ ref('int_shipping_amounts') }}

),

itemised as (

    select
        order_id,
        ordered_date,
        amount < 0 as is_of_returns,
        min(ordered_at) as ordered_at,
        cast(sum(amount) as decimal(18, 4)) as amount,
        cast(sum(converted_amount) as decimal(18, 4)) as converted_amount
    from items
    group by order_id, ordered_date, amount < 0

),

itemised_days as (

    select
        order_id,
        ordered_date,
        sum(amount) as amount,
        sum(converted_amount) as converted_amount
    from itemised
    group by order_id, ordered_date

),

amounts as (

    select
        headers.order_id,
        headers.ordered_at,
        headers.ordered_date,
        itemised_days.order_id is null as is_only_line,
        headers.order_amount = 0 as is_of_nothing,
        false as is_of_returns,
        cast(
            headers.order_amount - coalesce(shipping.amount, 0) - coalesce(itemised_days.amount, 0) as decimal(18, 4)
        ) as amount,
        cast(
            cast(cast(headers.order_amount as decimal(19, 4)) * headers.exchange_rate as decimal(18, 4))
            - coalesce(cast(cast(shipping.amount as decimal(19, 4)) * headers.exchange_rate as decimal(18, 4)), 0)
            - coalesce(itemised_days.converted_amount, 0) as decimal(18, 4)
        ) as converted_amount
    from headers
    left join itemised_days on headers.order_id = itemised_days.order_id and headers.ordered_date = itemised_days.ordered_date
    left join shipping on headers.order_id = shipping.order_id
    where headers.source_name = 'orders'
    union all
    select
        itemised.order_id,
        itemised.ordered_at,
        itemised.ordered_date,
        false as is_only_line,
        false as is_of_nothing,
        itemised.is_of_returns,
        -itemised.amount as amount,
        -itemised.converted_amount as converted_amount
    from itemised
    inner join headers on itemised.order_id = headers.order_id
    where itemised.ordered_date > headers.ordered_date

),

final as (

    select
        order_id,
        ordered_at,
        ordered_date,
        amount,
        converted_amount,
        is_of_returns
    from amounts
    where amount <> 0 or is_only_line or (is_of_nothing and converted_amount <> 0)

)

select * from final
