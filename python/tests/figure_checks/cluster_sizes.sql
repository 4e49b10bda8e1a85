-- Customers of the as-of day, by cluster, with their numbers from the orders themselves.
with
orders_of as (
    select
        f.customer_id, count(*) filter (f.as_of_date - o.ordered_date < 365) as n_orders_365d,
        min(f.as_of_date - o.ordered_date) as recency_days
    from cluster_features as f join orders as o using (customer_id)
    where o.is_valid_order
    group by f.customer_id
),
members as (
    select a.cluster_id, a.cluster_name, f.order_amount_365d, o.n_orders_365d, o.recency_days
    from customer_clusters as a join cluster_features as f using (customer_id) join orders_of as o using (customer_id)
)
select
    cluster_id, any_value(cluster_name) as cluster_name, count(*) as n_customers,
    count(*) / (select count(*) from members) as customer_rate, sum(order_amount_365d) as order_amount_365d,
    cast(sum(order_amount_365d) as double) / (select sum(order_amount_365d) from members) as order_amount_rate,
    cast(avg(order_amount_365d) as double) as mean_customer_amount_365d, avg(n_orders_365d) as mean_orders_365d,
    avg(recency_days) as mean_recency_days
from members
group by cluster_id
order by cluster_id
