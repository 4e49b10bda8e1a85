with customers as (

    select * from {{ ref('customer_orders') }}

),

snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_as_of

),

rfm as (

    select * from {{ ref('rfm_scores') }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

churn as (

    select * from {{ ref('churn_predictions') }}

),

clusters as (

    select * from {{ ref('customer_clusters') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

final as (

    select
        customers.customer_id,
        as_of.as_of_date,
        customers.is_guest,
        customers.country_code,
        customers.country_name,

        customers.first_seen_date,
        customers.first_order_date,
        customers.last_order_date,
        snapshots.recency_days,
        snapshots.tenure_days,
        snapshots.median_gap_days,

        customers.n_orders,
        customers.n_cancellations,
        snapshots.n_orders_365d,
        snapshots.n_products,
        customers.sales_amount,
        customers.refund_amount,
        customers.net_revenue_amount,
        snapshots.order_amount_365d,
        snapshots.net_revenue_amount_365d,
        {{ mean_amount('snapshots.order_amount', 'snapshots.n_orders') }} as mean_order_amount,

        rfm.r_score,
        rfm.f_score,
        rfm.m_score,
        rfm.fm_score,
        rfm.segment as rfm_segment,
        rfm.fixed_segment as rfm_fixed_segment,
        stages.stage as lifecycle_stage,
        case
            when customers.is_guest then 'guest'
            when clusters.customer_id is null then 'not_eligible'
            else clusters.status
        end as cluster_status,
        clusters.cluster_id,
        clusters.cluster_name,

        case
            when customers.is_guest then 'guest'
            when churn.customer_id is null then 'not_eligible'
            else churn.status
        end as churn_status,
        churn.reason_code as churn_reason_code,
        churn.model_version as churn_model_version,
        churn.churn_probability,
        churn.risk_band as churn_risk_band,
        churn.reason_1_text as churn_reason_1,
        churn.reason_2_text as churn_reason_2,
        churn.reason_3_text as churn_reason_3,
        {{ share_of_amount('greatest(snapshots.net_revenue_amount_365d, 0)', 'churn.churn_probability') }}
            as amount_at_risk
    from customers
    cross join as_of
    left join snapshots on customers.customer_id = snapshots.customer_id
    left join rfm on customers.customer_id = rfm.customer_id
    left join stages on customers.customer_id = stages.customer_id
    left join churn on customers.customer_id = churn.customer_id
    left join clusters on customers.customer_id = clusters.customer_id

)

select * from final
