-- One row per customer that any part knows, with the customer's own revenue; scores only where the parts have them.
with known as (

    select customer_id from {{ ref('customer_orders') }}
    union
    select customer_id from {{ ref('customers') }}

)

select
    known.customer_id as expected_customer_id,
    customer_360.customer_id
from known
full outer join {{ ref('customer_360') }} as customer_360 on known.customer_id = customer_360.customer_id
left join {{ ref('customer_orders') }} as orders on known.customer_id = orders.customer_id
left join {{ ref('rfm_scores') }} as rfm on known.customer_id = rfm.customer_id
left join {{ ref('lifecycle_stages') }} as stages on known.customer_id = stages.customer_id
left join {{ ref('churn_predictions') }} as churn on known.customer_id = churn.customer_id
left join {{ ref('customer_clusters') }} as clusters on known.customer_id = clusters.customer_id
left join {{ ref('customer_value') }} as worth on known.customer_id = worth.customer_id
left join {{ ref('int_customer_tag_lists') }} as tag_lists on known.customer_id = tag_lists.customer_id
where
    known.customer_id is null
    or customer_360.customer_id is null
    or coalesce(orders.is_guest, false) <> customer_360.is_guest
    or coalesce(orders.net_revenue_amount, 0) <> coalesce(customer_360.net_revenue_amount, 0)
    or coalesce(orders.n_orders, 0) <> coalesce(customer_360.n_orders, 0)
    or rfm.segment is distinct from customer_360.rfm_segment
    or coalesce(stages.stage, case when not customer_360.is_guest then 'prospect' end)
    is distinct from customer_360.lifecycle_stage
    or churn.churn_probability is distinct from customer_360.churn_probability
    or clusters.cluster_id is distinct from customer_360.cluster_id
    or worth.historic_clv_amount is distinct from customer_360.historic_clv_amount
    or worth.net_revenue_amount is distinct from case when not customer_360.is_guest then customer_360.net_revenue_amount end
    or tag_lists.tags is distinct from customer_360.tags
    or (churn.churn_probability is null) <> (customer_360.amount_at_risk is null)
    or customer_360.amount_at_risk < 0
    or customer_360.is_guest <> (customer_360.lifecycle_stage is null)
    or customer_360.n_web_visits > customer_360.n_web_events
    or customer_360.n_stitched_web_events > customer_360.n_web_events
