-- people: n_people
-- hides: n_outcomes, auc, log_loss
-- people: n_outcomes
-- hides: auc, log_loss
with

boards as (
    select 'churn' as model_name, * from churn_model_leaderboard
    union all by name
    select 'prospects' as model_name, * from prospect_model_leaderboard
),

tested as (
    select 'churn' as model_name, candidate, origin_date, n_customers as n_people, n_churned as n_outcomes
    from churn_backtest_metrics
    where segment = 'all'
    union all
    select 'prospects' as model_name, candidate, origin_date, n_prospects, n_converted
    from prospect_backtest_metrics
)

select
    boards.model_name,
    boards.candidate,
    boards.test_date,
    tested.n_people,
    tested.n_outcomes,
    boards.test_auc as auc,
    boards.test_log_loss as log_loss,
    boards.mean_auc,
    boards.n_origins,
    boards.is_plain_rule,
    boards.is_published,
    boards.is_best_rule
from boards
left join tested
    on boards.model_name = tested.model_name and boards.candidate = tested.candidate and boards.test_date = tested.origin_date
order by boards.model_name, boards.test_log_loss, boards.candidate
