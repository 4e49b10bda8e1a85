-- Revenue over customers is revenue over orders, to the last digit, and each customer's share is its own orders.
with orders as (

    select
        customer_id,
        sum(net_revenue_amount) as net_revenue_amount,
        count(case when is_valid_order then 1 end) as n_orders
    from {{ ref('orders') }}
    group by customer_id

)

select customers.customer_id
from {{ ref('customer_orders') }} as customers
full outer join orders on customers.customer_id = orders.customer_id
where
    customers.net_revenue_amount is distinct from orders.net_revenue_amount
    or customers.n_orders is distinct from orders.n_orders
    or customers.sales_amount - customers.refund_amount is distinct from customers.net_revenue_amount
