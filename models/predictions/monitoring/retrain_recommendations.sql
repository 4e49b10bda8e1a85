{#- Whether to train each model again. Only data that the model has not seen can make it better, so a signal without any is no
    recommendation; but one that learned from inputs which are gone is better without them. -#}

with registry as (

    select * from {{ ref('model_registry') }}

),

signals as (

    select * from {{ ref('retrain_signals') }}

),

training_rows as (

    select
        'churn' as model_name,
        count(*) >= {{ var('churn_min_training_rows') }} as has_enough_rows
    from {{ ref('churn_training_rows') }}
    union all
    select
        'prospects' as model_name,
        count(*) >= {{ var('churn_min_training_rows') }} as has_enough_rows
    from {{ ref('prospect_training_rows') }}
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
                and training_rows.has_enough_rows
                and registry.reason_code in (
                    'no_labelled_cutoff', 'no_prospect_known_long_enough', 'too_few_training_rows', 'no_customers',
                    'no_repeat_spend', 'too_few_customers'
                )
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
    inner join training_rows on registry.model_name = training_rows.model_name
    left join summed on registry.model_name = summed.model_name
    left join signals as first_signal
        on
            registry.model_name = first_signal.model_name
            and first_signal.priority = case
                when summed.model_age_days > 0 then summed.first_priority
                else coalesce(summed.first_priority_at_once, summed.first_priority)
            end

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
