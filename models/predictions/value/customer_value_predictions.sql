{#- P(alive) from the published parameters, in logarithms because the powers overflow (customer360.purchases.p_alive); what is
    expected of those alive, times that; spend as p (v + x z) / (p x + q - 1) (customer360.spending.expected_spend), or
    the customer's own mean where that of all is infinite and no spend model is published. -#}

with summaries as (

    select * from {{ ref('purchase_summaries') }}
    where is_as_of

),

expected_if_alive as (

    select * from {{ ref('expected_purchases_if_alive') }}

),

scores as (

    select * from {{ ref('customer_value_scores') }}

),

purchase_model as (

    select
        {% for parameter in ['r', 'alpha', 'a', 'b'] %}
            max(case when parameter = '{{ parameter }}' then parameter_value end) as {{ parameter }},
        {% endfor %}
        max(case when model = 'modified_bg_nbd' then 1 else 0 end) as shift
    from {{ ref('purchase_model_parameters') }}
    where is_published

),

spend_model as (

    select
        {% for parameter in ['p', 'q', 'v'] %}
            max(case when parameter = '{{ parameter }}' then parameter_value end) as {{ parameter }},
        {% endfor %}
        count(*) as n_parameters
    from {{ ref('spend_model_parameters') }}
    where is_published

),

registry as (

    select
        max(case when model_name = 'purchases' then model_version end) as purchase_model_version,
        max(case when model_name = 'spend' then model_version end) as spend_model_version,
        max(case when model_name = 'purchases' then reason_code end) as purchase_reason_code,
        max(case when model_name = 'spend' then reason_code end) as spend_reason_code
    from {{ ref('model_registry') }}

),

alive as (

    select
        summaries.*,
        case
            when purchase_model.r is null then null
            when summaries.n_repeat_days + purchase_model.shift = 0 then 1
            else 1 / (1 + exp(least(
                700,
                ln(purchase_model.a) - ln(purchase_model.b + summaries.n_repeat_days + purchase_model.shift - 1)
                + (purchase_model.r + summaries.n_repeat_days)
                * (ln(purchase_model.alpha + summaries.age_days) - ln(purchase_model.alpha + summaries.repeat_span_days))
            )))
        end as alive_probability,
        case
            when registry.spend_reason_code = 'mean_spend_is_infinite' then summaries.mean_repeat_amount
            else
                spend_model.p * (spend_model.v + summaries.n_spend_days * coalesce(summaries.mean_repeat_amount, 0))
                / (spend_model.p * summaries.n_spend_days + spend_model.q - 1)
        end as expected_spend
    from summaries
    cross join purchase_model
    cross join spend_model
    cross join registry

),

predicted as (

    select
        alive.*,
        alive.alive_probability * expected_if_alive.expected_purchases_90d as expected_purchases_90d,
        alive.alive_probability * expected_if_alive.expected_purchases as expected_purchases,
        alive.alive_probability * expected_if_alive.discounted_purchases as discounted_purchases
    from alive
    left join expected_if_alive
        on alive.n_repeat_days = expected_if_alive.n_repeat_days and alive.age_days = expected_if_alive.age_days

),

final as (

    select
        predicted.customer_id,
        predicted.snapshot_date as as_of_date,
        case
            when predicted.alive_probability is null then 'not_enough_data'
            when predicted.expected_spend is null then 'purchases_only'
            when registry.spend_reason_code = 'mean_spend_is_infinite' then 'own_mean_spend'
            else 'predicted'
        end as status,
        case
            when predicted.alive_probability is null then registry.purchase_reason_code
            else registry.spend_reason_code
        end as reason_code,
        predicted.n_repeat_days,
        predicted.repeat_span_days,
        predicted.age_days,
        predicted.is_one_time_buyer,
        predicted.n_days_without_spend,
        predicted.alive_probability,
        predicted.expected_purchases_90d,
        cast({{ var('clv_horizon_days') }} as int) as clv_horizon_days,
        predicted.expected_purchases,
        scores.expected_purchases_error,
        try_cast(predicted.expected_spend as decimal(18, 4)) as expected_spend_amount,
        try_cast(predicted.discounted_purchases * predicted.expected_spend as decimal(18, 4)) as predicted_clv_amount,
        try_cast(scores.discounted_value_error as decimal(18, 4)) as predicted_clv_error_amount,
        registry.purchase_model_version,
        registry.spend_model_version
    from predicted
    left join scores on predicted.customer_id = scores.customer_id
    cross join registry

)

select * from final
