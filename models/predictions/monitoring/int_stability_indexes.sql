{{ config(materialized='view', schema='intermediate') }}

{#- Population stability index of each input of a model, and of its score, against the training rows. What two samples of one
    distribution are expected to have is no drift. -#}

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

expected as (

    select
        *,
        cast((n_bins - 1) * (n_training_rows + n_customers) as double)
        / (cast(n_training_rows as double) * n_customers) as psi_by_chance
    from summed

),

final as (

    select
        expected.model_name,
        expected.feature,
        expected.snapshot_date,
        expected.is_as_of,
        expected.n_training_rows,
        expected.n_customers,
        expected.psi,
        expected.psi_by_chance,
        verdicts.verdict,
        {{ is_small('expected.n_customers') }} as is_small
    from expected
    inner join verdicts
        on
            greatest(expected.psi - expected.psi_by_chance, 0) >= verdicts.min_psi
            and coalesce(expected.psi - expected.psi_by_chance < verdicts.max_psi, true)

)

select * from final
