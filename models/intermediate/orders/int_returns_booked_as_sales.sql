{{ config(materialized='view') }}

{#- Lines of credit notes that are written as sold: where all lines that a document of negative amount has of a day are of
    positive quantity and come, but for its shipping and half a hundredth of rounding a line, to exactly minus its amount, they
    are what comes back. Of other such documents what is charged is sold, as in an exchange. -#}

{%- set discount = deduction('order_items.discount_amount', 'order_items.quantity') %}

with headers as (

    select * from {{ ref('int_order_headers') }}
    where is_refund

),

order_items as (

    select * from {{ ref('int_order_items_judged') }}
    where row_outcome = 'kept'

),

lines as (

    select
        order_items.row_hash,
        order_items.order_id,
        order_items.order_item_id,
        order_items.raw_quantity,
        order_items.quantity,
        order_items.line_amount - coalesce({{ discount }}, 0) as amount,
        headers.order_amount,
        headers.shipping_amount,
        greatest(headers.ordered_date, {{ business_date('order_items.created_at') }}) as ordered_date
    from order_items
    inner join headers on order_items.order_id = headers.order_id

),

summed as (

    select
        *,
        min(quantity) over (partition by order_id, ordered_date) as lowest_quantity,
        count(*) over (partition by order_id, ordered_date) as n_lines,
        order_amount + sum(amount) over (partition by order_id, ordered_date) as difference
    from lines

),

final as (

    select
        row_hash,
        order_id,
        order_item_id,
        raw_quantity,
        quantity
    from summed
    where
        lowest_quantity > 0
        and least(abs(difference), abs(difference - shipping_amount), abs(difference + shipping_amount)) <= 0.005 * n_lines

)

select * from final
