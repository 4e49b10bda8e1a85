-- What an order or refund adds up to is its amount at its rate; each line is rounded to a ten-thousandth, but what comes
-- to nothing does so exactly, or it would be a valid order.
with headers as (

    select * from {{ ref('int_order_headers') }}

),

lines as (

    select
        order_id,
        count(*) as n_lines,
        sum(line_amount) as line_amount
    from {{ ref('order_items') }}
    where source_name <> 'order_lines'
    group by order_id

)

select
    headers.order_id,
    headers.order_amount,
    lines.line_amount
from headers
full outer join lines on headers.order_id = lines.order_id
where
    headers.order_id is null
    or lines.order_id is null
    or abs(lines.line_amount - cast(headers.order_amount as decimal(19, 4)) * headers.exchange_rate) > 0.0001 * lines.n_lines
    or (headers.order_amount = 0 and lines.line_amount <> 0)
