{#- Whether to train each model again. Only data that the model has not seen can make it better, so a signal without any is no
    recommendation; but one that learned from inputs which are gone is better without them. -#}

with registry as (

    select * from {{ ref('model_registry') }}

),

signals as (

    select * from {{ ref('retrain_signals') }}

),

outcomes as (

    select
        'churn' as model_name,
        snapshot_date,
        is_churned as outcome,
        {{ var('churn_horizon_days') }} as horizon_days
    from {{ ref('churn_training_sample') }}
    union all
    select
        'prospects' as model_name,
        snapshot_date,
        is_converted as outcome,
        {{ var('prospect_horizon_days') }} as horizon_days
    from {{ ref('prospect_training_rows') }}

),

latest_cutoffs as (

    select
        model_name,
        max(snapshot_date) as latest_date
    from outcomes
    group by model_name

),

-- The latest cutoff is for the test; rows are fitted on whose outcome was known by it
trainable as (

    select
        outcomes.model_name,
        count(*) >= {{ var('churn_min_training_rows') }}
        and least(sum(outcomes.outcome), count(*) - sum(outcomes.outcome)) >= {{ var('churn_min_class_rows') }} as has_enough_rows
    from outcomes
    inner join latest_cutoffs on outcomes.model_name = latest_cutoffs.model_name
    where {{ days_between('outcomes.snapshot_date', 'latest_cutoffs.latest_date') }} >= outcomes.horizon_days
    group by outcomes.model_name
    union all
    select
        'clusters' as model_name,
        count(*) >= {{ var('cluster_min_customers') }} as has_enough_rows
    from {{ ref('cluster_features') }}
    union all
    select
        'purchases' as model_name,
        count(*) >= {{ var('value_min_customers') }} as has_enough_rows
    from {{ ref('purchase_summaries') }}
    where is_as_of
    union all
    select
        'spend' as model_name,
        count(*) >= {{ var('value_min_customers') }} as has_enough_rows
    from {{ ref('purchase_summaries') }}
    where is_as_of and n_spend_days > 0

),

summed as (

    select
        model_name,
        cast(max(case when reason_code = 'model_age' then signal end) as bigint) as model_age_days,
        cast(count(case when is_triggered then 1 end) as bigint) as n_signals,
        min(case when is_triggered then priority end) as first_priority,
        min(case when is_triggered and not needs_new_outcomes then priority end) as first_priority_at_once
    from signals
    group by model_name

),

judged as (

    select
        registry.model_name,
        registry.as_of_date,
        registry.model_version,
        registry.trained_to,
        summed.model_age_days,
        coalesce(summed.n_signals, 0) as n_signals,
        case
            when
                registry.status <> 'fitted'
                and trainable.has_enough_rows
                and coalesce(registry.last_try_date < registry.as_of_date, true)
                then 'enough_data_now'
            when registry.status <> 'fitted' then 'too_little_data'
            when summed.n_signals = 0 then 'no_signal'
            when summed.model_age_days <= 0 and first_signal.needs_new_outcomes then 'nothing_new_to_learn'
            else first_signal.reason_code
        end as reason_code,
        case
            when registry.status <> 'fitted' then 'There is no model: ' || registry.reason_code
            when summed.n_signals = 0 then 'Nothing speaks for it'
            when summed.model_age_days <= 0 and first_signal.needs_new_outcomes
                then 'The model has learned from all that is known: ' || first_signal.reason_text
            else first_signal.reason_text
        end as reason_text
    from registry
    left join trainable on registry.model_name = trainable.model_name
    left join summed on registry.model_name = summed.model_name
    left join signals as first_signal
        on
            registry.model_name = first_signal.model_name
            and first_signal.priority = case
                when summed.model_age_days > 0 then summed.first_priority
                else coalesce(summed.first_priority_at_once, summed.first_priority)
            end
    where registry.model_name <> 'demand'

),

final as (

    select
        model_name,
        as_of_date,
        model_version,
        trained_to,
        model_age_days,
        n_signals,
        reason_code not in ('too_little_data', 'no_signal', 'nothing_new_to_learn') as is_recommended,
        reason_code,
        reason_text
    from judged

)

select * from final
