-- people: n_customers
-- hides: customer_rate, order_amount_365d, order_amount_rate, mean_customer_amount_365d, mean_orders_365d, mean_recency_days
-- within:
select
    cluster_id,
    cluster_name,
    n_customers,
    customer_rate,
    order_amount_365d,
    order_amount_rate,
    mean_customer_amount_365d,
    mean_orders_365d,
    mean_recency_days
from cluster_profiles
order by cluster_id
