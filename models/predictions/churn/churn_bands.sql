{#- Each band with the customers to lose in it today, and what the same band promised and kept at the backtest's test origin. -#}

with bands as (

    select * from {{ ref('churn_risk_bands') }}

),

predictions as (

    select * from {{ ref('churn_predictions') }}
    where status = 'scored'

),

tested as (

    select
        backtest.*,
        cast(backtest.churn_probability as decimal(18, 12)) as exact_probability,
        cast(backtest.churn_probability * (1 - backtest.churn_probability) as decimal(18, 12)) as exact_variance
    from {{ ref('churn_backtest') }} as backtest
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on
            backtest.candidate = leaderboard.candidate
            and backtest.origin_date = leaderboard.test_date
            and leaderboard.is_published

),

counted as (

    select
        risk_band,
        count(*) as n_customers,
        cast(sum(cast(churn_probability as decimal(18, 12))) as double) as expected_churned
    from predictions
    group by risk_band

),

tested_counts as (

    select
        bands.risk_band,
        min(tested.origin_date) as test_date,
        count(*) as n_customers,
        sum(tested.is_churned) as n_churned,
        cast(sum(tested.exact_probability) as double) as expected_churned,
        cast(sum(tested.exact_variance) as double) as variance
    from tested
    inner join bands
        on
            tested.churn_probability >= bands.min_probability
            and (tested.churn_probability < bands.max_probability or bands.max_probability = 1)
    group by bands.risk_band

),

final as (

    select
        bands.risk_band,
        bands.min_probability,
        bands.max_probability,
        cast(coalesce(counted.n_customers, 0) as bigint) as n_customers,
        coalesce(counted.expected_churned, 0) as expected_churned,
        tested_counts.test_date,
        cast(coalesce(tested_counts.n_customers, 0) as bigint) as n_test_customers,
        coalesce(tested_counts.expected_churned, 0) as expected_test_churned,
        cast(coalesce(tested_counts.n_churned, 0) as bigint) as n_test_churned,
        {{ share('tested_counts.n_churned', 'tested_counts.n_customers') }} as test_churn_rate,
        {{ wilson_lower('tested_counts.n_churned', 'tested_counts.n_customers') }} as test_churn_rate_lower,
        {{ wilson_upper('tested_counts.n_churned', 'tested_counts.n_customers') }} as test_churn_rate_upper,
        {{ deviation('tested_counts.n_churned', 'tested_counts.expected_churned', 'tested_counts.variance') }} as deviation,
        {{ is_beyond_chance('tested_counts.n_churned', 'tested_counts.expected_churned', 'tested_counts.variance') }}
            as is_beyond_chance,
        {{ is_small('coalesce(tested_counts.n_customers, 0)') }} as is_small
    from bands
    left join counted on bands.risk_band = counted.risk_band
    left join tested_counts on bands.risk_band = tested_counts.risk_band

)

select * from final
