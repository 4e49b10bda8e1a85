with items as (

    select
        order_id,
        count(*) as n_lines,
        sum(revenue_amount) as net_revenue_amount,
        sum(line_amount) as line_amount
    from {{ ref('order_items') }}
    group by order_id

)

select orders.order_id
from {{ ref('orders') }} as orders
full outer join items on orders.order_id = items.order_id
where
    orders.n_lines is distinct from items.n_lines
    or orders.net_revenue_amount is distinct from items.net_revenue_amount
    or orders.net_revenue_amount + orders.non_revenue_amount is distinct from items.line_amount
    or orders.sales_amount - orders.refund_amount is distinct from orders.net_revenue_amount
