-- Bands hold every scored customer and every customer of the test origin, and expect what their probabilities sum to.
with bands as (

    select
        sum(n_customers) as n_customers,
        sum(cast(expected_churned as decimal(28, 9))) as expected_churned,
        sum(n_test_customers) as n_test_customers,
        sum(n_test_churned) as n_test_churned,
        sum(cast(expected_test_churned as decimal(28, 9))) as expected_test_churned
    from {{ ref('churn_bands') }}

),

scored as (

    select
        count(*) as n_customers,
        coalesce(sum(cast(churn_probability as decimal(28, 9))), 0) as expected_churned
    from {{ ref('churn_predictions') }}
    where status = 'scored'

),

tested as (

    select
        coalesce(sum(metrics.n_customers), 0) as n_customers,
        coalesce(sum(metrics.n_churned), 0) as n_churned,
        coalesce(sum(cast(metrics.mean_churn_probability * metrics.n_customers as decimal(28, 9))), 0) as expected_churned
    from {{ ref('churn_backtest_metrics') }} as metrics
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on
            metrics.candidate = leaderboard.candidate
            and metrics.origin_date = leaderboard.test_date
            and leaderboard.is_published
    where metrics.segment = 'all'

)

select bands.*
from bands
cross join scored
cross join tested
where
    bands.n_customers <> scored.n_customers
    or abs(bands.expected_churned - scored.expected_churned) > 0.001
    or bands.n_test_customers <> tested.n_customers
    or bands.n_test_churned <> tested.n_churned
    or abs(bands.expected_test_churned - tested.expected_churned) > 0.001
