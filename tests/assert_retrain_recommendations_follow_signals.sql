-- One recommendation per model that is trained only when asked, never without a signal of a fitted model; without a day of new
-- outcomes only where the signal needs none.
with signals as (

    select
        model_name,
        count(case when is_triggered then 1 end) as n_signals,
        count(case when is_triggered and not needs_new_outcomes then 1 end) as n_at_once
    from {{ ref('retrain_signals') }}
    group by model_name

)

select registry.model_name
from {{ ref('model_registry') }} as registry
left join {{ ref('retrain_recommendations') }} as recommended on registry.model_name = recommended.model_name
left join signals on registry.model_name = signals.model_name
where
    registry.model_name <> 'demand'
    and (
        recommended.model_name is null
        or recommended.n_signals <> coalesce(signals.n_signals, 0)
        or registry.status = 'fitted'
        and recommended.is_recommended
        <> (recommended.n_signals > 0 and (recommended.model_age_days > 0 or coalesce(signals.n_at_once, 0) > 0))
    )
