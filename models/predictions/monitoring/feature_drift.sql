{#- How far each input of a model has moved from its training rows. -#}

with indexes as (

    select * from {{ ref('int_stability_indexes') }}
    where feature <> 'churn_probability'

),

final as (

    select
        model_name,
        feature,
        snapshot_date,
        is_as_of,
        n_training_rows,
        n_customers,
        psi,
        psi_by_chance,
        verdict,
        is_small
    from indexes

)

select * from final
