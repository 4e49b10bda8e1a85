-- One row per customer, with the customer's own revenue; scores only where the parts have them.
select
    customers.customer_id as expected_customer_id,
    customer_360.customer_id
from {{ ref('customer_orders') }} as customers
full outer join {{ ref('customer_360') }} as customer_360 on customers.customer_id = customer_360.customer_id
left join {{ ref('rfm_scores') }} as rfm on customers.customer_id = rfm.customer_id
left join {{ ref('lifecycle_stages') }} as stages on customers.customer_id = stages.customer_id
left join {{ ref('churn_predictions') }} as churn on customers.customer_id = churn.customer_id
left join {{ ref('customer_clusters') }} as clusters on customers.customer_id = clusters.customer_id
where
    customers.customer_id is null
    or customer_360.customer_id is null
    or customers.net_revenue_amount <> customer_360.net_revenue_amount
    or rfm.segment is distinct from customer_360.rfm_segment
    or stages.stage is distinct from customer_360.lifecycle_stage
    or churn.churn_probability is distinct from customer_360.churn_probability
    or clusters.cluster_id is distinct from customer_360.cluster_id
    or (churn.churn_probability is null) <> (customer_360.amount_at_risk is null)
    or customer_360.amount_at_risk < 0
    or (customers.is_guest) <> (customer_360.lifecycle_stage is null)
