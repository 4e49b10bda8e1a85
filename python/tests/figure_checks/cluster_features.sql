-- Means of the members and of all, from the numbers of the as-of day.
with
long as (
    unpivot (
        select a.cluster_id, a.cluster_name,
            cast(f.order_amount_365d as double) as order_amount_365d,
            cast(f.units_per_line_365d as double) as units_per_line_365d,
            cast(f.amount_per_unit_365d as double) as amount_per_unit_365d
        from customer_clusters as a join cluster_features as f using (customer_id)
    ) on order_amount_365d, units_per_line_365d, amount_per_unit_365d into name feature value x
),
averages as (select feature, avg(x) as average from long group by feature)
select
    cluster_id, cluster_name, feature, count(*) as n_customers, avg(x) as cluster_mean, any_value(average) as average,
    100 * avg(x) / any_value(average) as average_index
from long join averages using (feature)
group by cluster_id, cluster_name, feature
order by cluster_id, feature
