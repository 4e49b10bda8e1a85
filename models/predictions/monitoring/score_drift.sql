{#- Probabilities of the published churn model at each month-end against those of its training rows. -#}

with scores as (

    select * from {{ ref('churn_scores_monthly') }}

),

bins as (

    select * from {{ ref('drift_bins') }}
    where feature = 'churn_probability'

),

verdicts as (

    select * from {{ ref('drift_verdicts') }}

),

training as (

    select cast(sum(cast(churn_probability as decimal(18, 12))) as double) / nullif(count(*), 0) as mean_churn_probability
    from scores
    where is_training_row

),

means as (

    select
        snapshot_date,
        cast(sum(cast(churn_probability as decimal(18, 12))) as double) / count(*) as mean_churn_probability
    from scores
    group by snapshot_date

),

summed as (

    select
        model_name,
        snapshot_date,
        is_as_of,
        count(*) as n_bins,
        cast(sum(n_training_rows) as bigint) as n_training_rows,
        cast(sum(n_customers) as bigint) as n_customers,
        cast(sum(cast(psi_part as decimal(30, 15))) as double) as psi
    from bins
    group by model_name, snapshot_date, is_as_of

),

final as (

    select
        summed.model_name,
        summed.snapshot_date,
        summed.is_as_of,
        summed.n_training_rows,
        summed.n_customers,
        training.mean_churn_probability as training_mean_churn_probability,
        means.mean_churn_probability,
        summed.psi,
        cast((summed.n_bins - 1) * (summed.n_training_rows + summed.n_customers) as double)
        / (cast(summed.n_training_rows as double) * summed.n_customers) as psi_by_chance,
        verdicts.verdict,
        {{ is_small('summed.n_customers') }} as is_small
    from summed
    inner join means on summed.snapshot_date = means.snapshot_date
    inner join verdicts
        on summed.psi >= verdicts.min_psi and coalesce(summed.psi < verdicts.max_psi, true)
    cross join training

)

select * from final
