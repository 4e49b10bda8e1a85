-- Areas under the curve by ranks (Mann-Whitney), and log-losses, of the predictions of the backtests.
with
predictions as (
    select 'churn' as model_name, candidate, origin_date, is_churned as y, churn_probability as p from churn_backtest
    union all
    select 'prospects', candidate, origin_date, is_converted, conversion_probability from prospect_backtest
),
ranked as (
    select
        *,
        rank() over (partition by model_name, candidate, origin_date order by p)
        + (count(*) over (partition by model_name, candidate, origin_date, p) - 1) / 2 as place
    from predictions
),
graded as (
    select
        model_name,
        candidate,
        origin_date,
        (sum(place * y) - sum(y) * (sum(y) + 1) / 2) / (sum(y) * (count(*) - sum(y))) as auc,
        -avg(if(y = 1, ln(p), ln(1 - p))) as log_loss,
        count(*) as n_people,
        sum(y) as n_outcomes
    from ranked
    group by all
),
summed as (
    select
        model_name,
        candidate,
        max(origin_date) as test_date,
        arg_max(n_people, origin_date) as n_people,
        arg_max(n_outcomes, origin_date) as n_outcomes,
        arg_max(auc, origin_date) as auc,
        arg_max(log_loss, origin_date) as log_loss,
        avg(auc) as mean_auc,
        count(*) as n_origins,
        avg(log_loss) as mean_log_loss,
        candidate like 'inactiv%' or candidate like 'rate\_%' escape '\' as is_plain_rule
    from graded
    group by all
)
select
    model_name,
    candidate,
    test_date,
    n_people,
    n_outcomes,
    auc,
    log_loss,
    mean_auc,
    n_origins,
    is_plain_rule,
    candidate = (select algorithm from model_registry as registry where registry.model_name = summed.model_name)
    as is_published,
    is_plain_rule and mean_log_loss = min(mean_log_loss) over (partition by model_name, is_plain_rule) as is_best_rule
from summed
order by model_name, log_loss, candidate
