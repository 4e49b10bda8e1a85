{#- Each part has its own model, in which its columns are made; the contract lists them all. -#}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

accounts as (

    select
        account_id,
        customer_id
    from {{ ref('account_contacts') }}

),

contact_rights as (

    select * from {{ ref('int_customer_contact_rights') }}

),

customer_values as (

    select * from {{ ref('int_customer_value') }}

),

worth as (

    select
        customer_id,
        cost_to_serve_amount,
        acquisition_cost_amount,
        historic_clv_amount,
        value_tier,
        abc_class,
        margin_preference
    from {{ ref('customer_value') }}

),

tags as (

    select * from {{ ref('int_customer_tag_lists') }}

),

preferences as (

    select * from {{ ref('int_customer_preferences') }}

),

engagement as (

    select * from {{ ref('int_customer_engagement') }}

),

clusters as (

    select
        profiles.customer_id,
        case when profiles.is_guest then 'guest' else coalesce(clusters.status, 'not_eligible') end as cluster_status,
        clusters.cluster_id,
        clusters.cluster_name
    from profiles
    left join {{ ref('customer_clusters') }} as clusters on profiles.customer_id = clusters.customer_id

),

churn as (

    select
        profiles.customer_id,
        case when profiles.is_guest then 'guest' else coalesce(churn.status, 'not_eligible') end as churn_status,
        churn.reason_code as churn_reason_code,
        churn.model_version as churn_model_version,
        churn.churn_probability,
        churn.risk_band as churn_risk_band,
        causes.cause_1_text as churn_reason_1,
        causes.cause_2_text as churn_reason_2,
        causes.cause_3_text as churn_reason_3
    from profiles
    left join {{ ref('churn_predictions') }} as churn on profiles.customer_id = churn.customer_id
    left join {{ ref('int_churn_top_causes') }} as causes on profiles.customer_id = causes.customer_id

),

outlook as (

    select
        profiles.customer_id,
        case when profiles.is_guest then 'guest' else coalesce(predicted.status, 'not_eligible') end as value_status,
        predicted.alive_probability,
        predicted.expected_purchases_90d,
        predicted.predicted_clv_amount,
        next_orders.expected_next_order_date
    from profiles
    left join {{ ref('customer_value_predictions') }} as predicted on profiles.customer_id = predicted.customer_id
    left join {{ ref('next_order_dates') }} as next_orders on profiles.customer_id = next_orders.customer_id

),

-- A bare star after `using` gives one customer_id; the linter wants every star to name its table
joined as (

    select * -- noqa: RF02
    from profiles
    left join accounts using (customer_id)
    left join contact_rights using (customer_id)
    left join customer_values using (customer_id)
    left join worth using (customer_id)
    left join tags using (customer_id)
    left join preferences using (customer_id)
    left join engagement using (customer_id)
    left join clusters using (customer_id)
    left join churn using (customer_id)
    left join outlook using (customer_id)

),

final as (

    select
        *,
        {{ share_of_amount('greatest(net_revenue_amount_365d, 0)', 'churn_probability') }} as amount_at_risk
    from joined

)

select * from final
