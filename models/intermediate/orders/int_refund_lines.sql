{{ config(materialized='view') }}

{#- The lines of refunds by payments_refunds, in their own currency: goods that come back, and money given back without. -#}

with refunds as (

    select * from {{ ref('int_refunds') }}

),

returned_items as (

    select * from {{ ref('int_returned_items') }}

),

late_returns as (

    select * from {{ ref('int_late_returns') }}

),

returned_amounts as (

    select
        order_id,
        sum(amount) as amount
    from returned_items
    group by order_id

),

remainders as (

    select
        refunds.order_id,
        case when late_returns.order_id is null then refunds.product_id end as product_id,
        cast(refunds.refund_amount - coalesce(returned_amounts.amount, 0) as decimal(18, 4)) as amount,
        refunds.paid_at,
        refunds.paid_date
    from refunds
    left join returned_amounts on refunds.order_id = returned_amounts.order_id
    left join late_returns
        on
            refunds.refunded_order_id = late_returns.order_id
            and refunds.product_id = late_returns.product_id
            and refunds.paid_date >= late_returns.returned_date

),

final as (

    select
        case
            when returned_items.is_whole_order or returned_items.amount <> refunds.refund_amount
                then {{ dbt.concat(['refunds.order_id', "'-'", 'returned_items.returned_order_item_id']) }}
            else refunds.order_id
        end as order_item_id,
        refunds.order_id,
        returned_items.refunded_order_item_id,
        cast(null as {{ dbt.type_string() }}) as fixed_line_kind,
        returned_items.product_id,
        returned_items.product_name,
        -returned_items.units as quantity,
        returned_items.unit_price,
        cast(
            returned_items.amount - cast(returned_items.units as decimal(19, 4)) * returned_items.unit_price as decimal(18, 4)
        ) as discount_amount,
        -returned_items.amount as amount,
        refunds.paid_at,
        refunds.paid_date
    from returned_items
    inner join refunds on returned_items.order_id = refunds.order_id
    union all
    select
        order_id as order_item_id,
        order_id,
        cast(null as {{ dbt.type_string() }}) as refunded_order_item_id,
        case when product_id is null then 'refund' end as fixed_line_kind,
        coalesce(product_id, 'UNKNOWN') as product_id,
        cast(null as {{ dbt.type_string() }}) as product_name,
        0 as quantity,
        amount as unit_price,
        0 as discount_amount,
        -amount as amount,
        paid_at,
        paid_date
    from remainders
    where amount <> 0

)

select * from final
