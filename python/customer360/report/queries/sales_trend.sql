-- people: n_customers
-- hides: net_revenue_amount, refund_amount, n_orders
select month_date, net_revenue_amount, refund_amount, n_orders, n_customers
from sales_monthly
where is_complete
qualify row_number() over (order by month_date desc) <= 36
order by month_date
