{{ config(materialized='view') }}

{#- The readable form of what customer_value_scores holds: what is missing and why, and money in the places that are kept.
    customer_value_audit recomputes it from the published parameters. -#}

with scores as (

    select * from {{ ref('customer_value_scores') }}

),

registry as (

    select
        max(case when model_name = 'purchases' then model_version end) as purchase_model_version,
        max(case when model_name = 'spend' then model_version end) as spend_model_version,
        max(case when model_name = 'purchases' then reason_code end) as purchase_reason_code,
        max(case when model_name = 'spend' then reason_code end) as spend_reason_code
    from {{ ref('model_registry') }}

),

final as (

    select
        scores.customer_id,
        scores.snapshot_date as as_of_date,
        case
            when scores.alive_probability is null then 'not_enough_data'
            when scores.expected_spend is null then 'purchases_only'
            when registry.spend_reason_code = 'mean_spend_is_infinite' then 'own_mean_spend'
            else 'predicted'
        end as status,
        case
            when scores.alive_probability is null then registry.purchase_reason_code
            else registry.spend_reason_code
        end as reason_code,
        scores.n_repeat_days,
        scores.repeat_span_days,
        scores.age_days,
        scores.n_repeat_days = 0 as is_one_time_buyer,
        scores.n_repeat_days - scores.n_spend_days as n_days_without_spend,
        scores.alive_probability,
        scores.expected_purchases_90d,
        cast({{ var('clv_horizon_days') }} as int) as clv_horizon_days,
        scores.expected_purchases,
        scores.expected_purchases_error,
        try_cast(scores.expected_spend as decimal(18, 4)) as expected_spend_amount,
        try_cast(scores.discounted_value as decimal(18, 4)) as predicted_clv_amount,
        try_cast(scores.discounted_value_error as decimal(18, 4)) as predicted_clv_error_amount,
        registry.purchase_model_version,
        registry.spend_model_version
    from scores
    cross join registry

)

select * from final
