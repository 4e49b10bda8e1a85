-- Every bin set of a month holds each scored customer once, and the training rows of the churn model are those of the registry.
with scores as (

    select
        snapshot_date,
        count(*) as n_customers
    from {{ ref('churn_scores_monthly') }}
    group by snapshot_date

),

training as (

    select count(*) as n_rows
    from {{ ref('churn_scores_monthly') }}
    where is_training_row

),

bins as (

    select
        feature,
        snapshot_date,
        sum(n_customers) as n_customers,
        sum(n_training_rows) as n_training_rows,
        sum(cast(training_rate as decimal(18, 12))) as training_rate,
        sum(cast(customer_rate as decimal(18, 12))) as customer_rate
    from {{ ref('drift_bins') }}
    where model_name = 'churn'
    group by feature, snapshot_date

)

select bins.*
from bins
left join scores on bins.snapshot_date = scores.snapshot_date
cross join training
where
    bins.n_customers is distinct from scores.n_customers
    or bins.n_training_rows <> training.n_rows
    or abs(bins.training_rate - 1) > 1e-9
    or abs(bins.customer_rate - 1) > 1e-9
