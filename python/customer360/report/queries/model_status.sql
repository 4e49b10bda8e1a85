with

drift as (
    select
        model_name,
        count(*) as n_features,
        count(*) filter (where verdict = 'moderate') as n_moderate,
        count(*) filter (where verdict = 'large') as n_large
    from feature_drift
    where is_as_of and not is_small
    group by model_name
)

select
    registry.model_name,
    registry.status,
    registry.reason_code,
    registry.algorithm,
    registry.trained_from as trained_from_date,
    registry.trained_to as trained_to_date,
    registry.n_training_rows,
    retrain.is_recommended,
    retrain.reason_code as retrain_reason,
    coalesce(signals.is_triggered, false) as is_worse_than_rule,
    drift.n_features,
    drift.n_moderate,
    drift.n_large
from model_registry as registry
left join retrain_recommendations as retrain using (model_name)
left join retrain_signals as signals on registry.model_name = signals.model_name and signals.reason_code = 'worse_than_rule'
left join drift using (model_name)
order by registry.model_name
