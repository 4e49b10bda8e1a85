{{ config(schema='intermediate', materialized='view') }}

{#- The cutoffs that each fitted model was trained on: those of its training window; of a model of one day that is no cutoff
    any more, the last one before it. -#}

with registry as (

    select * from {{ ref('model_registry') }}
    where status = 'fitted'

),

cutoffs as (

    select distinct
        model_name,
        snapshot_date
    from {{ ref('int_drift_counts') }}

),

final as (

    select
        cutoffs.model_name,
        cutoffs.snapshot_date
    from cutoffs
    inner join registry on cutoffs.model_name = registry.model_name and cutoffs.snapshot_date <= registry.trained_to
    qualify
        cutoffs.snapshot_date >= registry.trained_from
        or (
            registry.trained_from = registry.trained_to
            and max(cutoffs.snapshot_date) over (partition by cutoffs.model_name) < registry.trained_from
            and cutoffs.snapshot_date = max(cutoffs.snapshot_date) over (partition by cutoffs.model_name)
        )

)

select * from final
