{#- Probabilities of the published churn model at each month-end against those of its training rows. -#}

with scores as (

    select * from {{ ref('churn_scores_monthly') }}

),

indexes as (

    select * from {{ ref('int_stability_indexes') }}
    where feature = 'churn_probability'

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

final as (

    select
        indexes.model_name,
        indexes.snapshot_date,
        indexes.is_as_of,
        indexes.n_training_rows,
        indexes.n_customers,
        training.mean_churn_probability as training_mean_churn_probability,
        means.mean_churn_probability,
        indexes.psi,
        indexes.psi_by_chance,
        indexes.verdict,
        indexes.is_small
    from indexes
    inner join means on indexes.snapshot_date = means.snapshot_date
    cross join training

)

select * from final
