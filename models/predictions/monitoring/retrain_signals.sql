{#- What speaks for training a fitted model again, each signal against its threshold. A group too small to judge is no signal. -#}

with registry as (

    select * from {{ ref('model_registry') }}
    where status = 'fitted'

),

rules as (

    select * from {{ ref('retrain_rules') }}

),

drifted as (

    select
        model_name,
        cast(count(case when verdict = 'large' then 1 end) as double) as n_drifted_inputs
    from {{ ref('feature_drift') }}
    where is_as_of and not is_small
    group by model_name

),

-- A model learns from no input that does not vary: one that has a single value on all training rows today was not so then. Where
-- a customer has another one today, they are another day's or another sample.
lost as (

    select
        model_name,
        cast(count(case when lowest_value = highest_value then 1 end) as double) as n_lost_inputs
    from {{ ref('int_input_ranges') }}
    group by model_name

),

score as (

    select * from {{ ref('score_drift') }}
    where is_as_of and not is_small

),

realised as (

    select
        *,
        snapshot_date = max(snapshot_date) over (partition by basis) as is_latest
    from {{ ref('churn_realised') }}
    where basis = 'published' and not is_small

),

published as (

    select
        'churn' as model_name,
        *
    from {{ ref('churn_model_leaderboard') }}
    where is_published
    union all
    select
        'prospects' as model_name,
        *
    from {{ ref('prospect_model_leaderboard') }}
    where is_published

),

measured as (

    select
        model_name,
        'lost_inputs' as reason_code,
        n_lost_inputs as signal
    from lost
    union all
    select
        model_name,
        'worse_than_rule' as reason_code,
        case when is_worse_beyond_chance and not is_plain_rule then test_excess_log_loss else 0 end as signal
    from published
    union all
    select
        model_name,
        'drifted_inputs' as reason_code,
        n_drifted_inputs as signal
    from drifted
    union all
    select
        model_name,
        'score_drift' as reason_code,
        psi - psi_by_chance as signal
    from score
    union all
    select
        'churn' as model_name,
        'realised_churn' as reason_code,
        case when is_beyond_chance then abs(difference_rate) else 0 end as signal
    from realised
    where is_latest
    union all
    select
        model_name,
        'model_age' as reason_code,
        cast(
            {{ days_between('trained_to', 'as_of_date') }}
            - case model_name
                when 'churn' then {{ var('churn_horizon_days') }}
                when 'prospects' then {{ var('prospect_horizon_days') }}
                else 0
            end as double
        ) as signal
    from registry

),

final as (

    select
        registry.model_name,
        rules.reason_code,
        rules.priority,
        rules.needs_new_outcomes,
        rules.reason_text,
        measured.signal,
        rules.threshold,
        coalesce(measured.signal >= rules.threshold, false) as is_triggered
    from registry
    cross join rules
    left join measured on registry.model_name = measured.model_name and rules.reason_code = measured.reason_code

)

select * from final
