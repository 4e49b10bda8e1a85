-- Rows that were learned from, signals that speak for training again, and inputs that moved.
with
rows (model_name, n_training_rows) as (
    select 'churn', count(*) from churn_training_rows
    union all select 'prospects', count(*) from prospect_training_rows
    union all select 'clusters', count(*) from cluster_features
    union all select 'purchases', count(*) from purchase_summaries where is_as_of
    union all select 'spend', count(*) from purchase_summaries where is_as_of and n_spend_days > 0
    union all select 'demand', count(*) from demand_history where is_complete
),
signals as (
    select model_name, bool_or(is_triggered) as is_recommended
    from retrain_signals where model_name <> 'demand' group by model_name
),
moved as (
    select
        model_name,
        count(*) as n,
        count(*) filter (where psi - psi_by_chance between 0.1 and 0.25) as some,
        count(*) filter (where psi - psi_by_chance > 0.25) as much
    from feature_drift where is_as_of group by model_name
),
losses as (
    select
        'churn' as model_name,
        candidate,
        origin_date,
        customer_id,
        -ln(if(is_churned = 1, churn_probability, 1 - churn_probability)) as loss
    from churn_backtest
    union all
    select
        'prospects',
        candidate,
        origin_date,
        customer_id,
        -ln(if(is_converted = 1, conversion_probability, 1 - conversion_probability))
    from prospect_backtest
),
means as (
    select model_name, candidate, origin_date, avg(loss) as loss from losses
    where candidate like 'inactiv%' or candidate like 'rate\_%' escape '\' group by all
),
rules as (select model_name, candidate, avg(loss) as loss from means group by all),
excesses as (
    select
        model.model_name,
        avg(model.loss - rule.loss) as excess,
        stddev_samp(model.loss - rule.loss) / sqrt(count(*)) as error,
        count(*) as n_compared
    from losses as model
    inner join model_registry as registry on model.model_name = registry.model_name and model.candidate = registry.algorithm
    inner join losses as rule
        on model.model_name = rule.model_name and model.origin_date = rule.origin_date and model.customer_id = rule.customer_id
    where model.candidate not in (select candidate from rules) and rule.candidate = (select arg_min(candidate, loss) from rules where rules.model_name = model.model_name)
    and model.origin_date = (select max(origin_date) from losses as all_losses where all_losses.model_name = model.model_name)
    group by model.model_name
)
select
    model_name,
    'fitted' as status,
    null as reason_code,
    registry.algorithm,
    registry.trained_from as trained_from_date,
    registry.trained_to as trained_to_date,
    rows.n_training_rows,
    is_recommended,
    if(is_recommended = false, 'no_signal', null) as retrain_reason,
    coalesce(excess >= 0.01 and excess > 1.96 * error and n_compared >= 30, false) as is_worse_than_rule,
    moved.n as n_features,
    moved.some as n_moderate,
    moved.much as n_large
from model_versions as registry
inner join rows using (model_name)
left join signals using (model_name)
left join moved using (model_name)
left join excesses using (model_name)
where registry.is_current
order by model_name
