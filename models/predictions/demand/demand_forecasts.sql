{#- The future by the published candidate; where there is none, rows that say why. -#}

with predictions as (

    select * from {{ ref('demand_predictions') }}
    where is_future

),

published as (

    select * from {{ ref('demand_model_leaderboard') }}
    where is_published

),

registry as (

    select * from {{ ref('model_registry') }}
    where model_name = 'demand'

),

final as (

    select
        predictions.period_kind,
        predictions.measure,
        predictions.level,
        predictions.level_value,
        predictions.period_start_date,
        predictions.horizon,
        predictions.origin_date,
        predictions.status,
        predictions.reason_code,
        predictions.candidate as model,
        predictions.candidate = 'seasonal_naive' as is_rule,
        predictions.forecast,
        predictions.lower_bound,
        predictions.upper_bound,
        registry.model_version
    from predictions
    cross join registry
    left join published
        on predictions.period_kind = published.period_kind and predictions.measure = published.measure
    where predictions.candidate is null or predictions.candidate = published.candidate

)

select * from final
