{#- The published predictions beside their recomputation in SQL; tests/assert_customer_value_audit_agrees.sql holds them equal.
    P(alive) from the published parameters, in logarithms because the powers overflow (customer360.purchases.p_alive); what is
    expected of those alive, times that; spend as p (v + x z) / (p x + q - 1) (customer360.spending.expected_spend), or
    the customer's own mean where that of all is infinite and no spend model is published. -#}

with summaries as (

    select * from {{ ref('purchase_summaries') }}
    where is_as_of

),

expected_if_alive as (

    select * from {{ ref('expected_purchases_if_alive') }}

),

predictions as (

    select * from {{ ref('customer_value_predictions') }}

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

    select max(case when model_name = 'spend' then reason_code end) as spend_reason_code
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

recomputed as (

    select
        alive.*,
        alive.alive_probability * expected_if_alive.expected_purchases_90d as expected_purchases_90d,
        alive.alive_probability * expected_if_alive.expected_purchases as expected_purchases,
        alive.alive_probability * expected_if_alive.discounted_purchases * alive.expected_spend as predicted_clv
    from alive
    left join expected_if_alive
        on alive.n_repeat_days = expected_if_alive.n_repeat_days and alive.age_days = expected_if_alive.age_days

),

final as (

    select
        coalesce(predictions.customer_id, recomputed.customer_id) as customer_id,
        predictions.as_of_date,
        predictions.alive_probability,
        recomputed.alive_probability as recomputed_alive_probability,
        predictions.expected_purchases_90d,
        recomputed.expected_purchases_90d as recomputed_expected_purchases_90d,
        predictions.expected_purchases,
        recomputed.expected_purchases as recomputed_expected_purchases,
        predictions.expected_spend_amount,
        recomputed.expected_spend as recomputed_expected_spend,
        predictions.predicted_clv_amount,
        recomputed.predicted_clv as recomputed_predicted_clv
    from predictions
    full outer join recomputed on predictions.customer_id = recomputed.customer_id

)

select * from final
