{#- What SQL published beside what Python predicts; tests/assert_customer_value_audit_agrees.sql holds them equal. -#}

with predictions as (

    select * from {{ ref('customer_value_predictions') }}

),

scores as (

    select * from {{ ref('customer_value_scores') }}

),

final as (

    select
        coalesce(predictions.customer_id, scores.customer_id) as customer_id,
        predictions.as_of_date,
        predictions.alive_probability,
        scores.alive_probability as python_alive_probability,
        predictions.expected_purchases_90d,
        scores.expected_purchases_90d as python_expected_purchases_90d,
        predictions.expected_purchases,
        scores.expected_purchases as python_expected_purchases,
        predictions.expected_spend_amount,
        scores.expected_spend as python_expected_spend,
        predictions.predicted_clv_amount,
        scores.discounted_value as python_predicted_clv
    from predictions
    full outer join scores on predictions.customer_id = scores.customer_id

)

select * from final
