{#- Churn that came true beside churn that was predicted, where the outcome is known: by the published model, and by what its kind
    of model said in the backtest, fitted on outcomes known by then. -#}

with scores as (

    select * from {{ ref('churn_scores_monthly') }}

),

outcomes as (

    select * from {{ ref('churn_training_rows') }}

),

backtest as (

    select backtest.*
    from {{ ref('churn_backtest') }} as backtest
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on backtest.candidate = leaderboard.candidate and leaderboard.is_published

),

predicted as (

    select
        case when scores.is_training_row then 'training' else 'published' end as basis,
        scores.snapshot_date,
        scores.churn_probability,
        outcomes.is_churned
    from scores
    inner join outcomes on scores.customer_id = outcomes.customer_id and scores.snapshot_date = outcomes.snapshot_date
    union all
    select
        'backtest' as basis,
        origin_date as snapshot_date,
        churn_probability,
        is_churned
    from backtest

),

counted as (

    select
        basis,
        snapshot_date,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned,
        cast(sum(cast(churn_probability as decimal(18, 12))) as double) as n_expected
    from predicted
    group by basis, snapshot_date

),

rated as (

    select
        *,
        n_expected / n_customers as mean_churn_probability,
        cast(n_churned as double) / n_customers as churn_rate,
        {{ wilson_lower('n_churned', 'n_customers') }} as churn_rate_lower,
        {{ wilson_upper('n_churned', 'n_customers') }} as churn_rate_upper
    from counted

),

final as (

    select
        basis,
        snapshot_date,
        basis <> 'training' as is_out_of_sample,
        n_customers,
        n_churned,
        n_expected,
        mean_churn_probability,
        churn_rate,
        churn_rate_lower,
        churn_rate_upper,
        churn_rate - mean_churn_probability as difference_rate,
        not mean_churn_probability between churn_rate_lower and churn_rate_upper as is_beyond_chance,
        {{ is_small('n_customers') }} as is_small
    from rated

)

select * from final
