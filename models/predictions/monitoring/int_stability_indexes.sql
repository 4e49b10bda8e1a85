{{ config(materialized='view', schema='intermediate') }}

{#- Population stability index of each input of a model, and of its score, against the training rows. -#}

with bins as (

    select * from {{ ref('drift_bins') }}

),

verdicts as (

    select * from {{ ref('drift_verdicts') }}

),

summed as (

    select
        model_name,
        feature,
        snapshot_date,
        is_as_of,
        count(*) as n_bins,
        cast(sum(n_training_rows) as bigint) as n_training_rows,
        cast(sum(n_customers) as bigint) as n_customers,
        cast(sum(cast(psi_part as decimal(30, 15))) as double) as psi
    from bins
    group by model_name, feature, snapshot_date, is_as_of

),

final as (

    select
        summed.model_name,
        summed.feature,
        summed.snapshot_date,
        summed.is_as_of,
        summed.n_training_rows,
        summed.n_customers,
        summed.psi,
        cast((summed.n_bins - 1) * (summed.n_training_rows + summed.n_customers) as double)
        / (cast(summed.n_training_rows as double) * summed.n_customers) as psi_by_chance,
        verdicts.verdict,
        {{ is_small('summed.n_customers') }} as is_small
    from summed
    inner join verdicts
        on summed.psi >= verdicts.min_psi and coalesce(summed.psi < verdicts.max_psi, true)

)

select * from final
