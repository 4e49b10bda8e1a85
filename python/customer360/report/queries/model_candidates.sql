with

boards as (
    select 'churn' as model_name, * from churn_model_leaderboard
    union all by name
    select 'prospects' as model_name, * from prospect_model_leaderboard
)

select
    model_name,
    candidate,
    test_date,
    test_auc as auc,
    test_log_loss as log_loss,
    mean_auc,
    n_origins,
    is_plain_rule,
    is_published,
    is_best_rule
from boards
order by model_name, test_log_loss, candidate
