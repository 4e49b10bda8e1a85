-- Baseline and causes of every scored customer sum to the log-odds that Python published, to 1e-9, and the baseline is that of
-- churn_baseline.
with sums as (

    select
        customer_id,
        cast(sum(cast(contribution as decimal(30, 15))) as double) as log_odds,
        max(case when cause = 'baseline' then contribution end) as baseline
    from {{ ref('churn_reasons') }}
    group by customer_id

),

scored as (

    select * from {{ ref('churn_predictions') }}
    where status = 'scored'

),

baselines as (

    select distinct baseline_log_odds from {{ ref('churn_baseline') }}

)

select
    scored.customer_id,
    sums.customer_id as reasoned_customer_id
from scored
full outer join sums on scored.customer_id = sums.customer_id
left join baselines on sums.baseline = baselines.baseline_log_odds
where not coalesce(abs(scored.churn_log_odds - sums.log_odds) < 1e-9, false) or baselines.baseline_log_odds is null
