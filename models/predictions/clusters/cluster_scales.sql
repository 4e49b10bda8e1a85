{#- How each feature is scaled before distances are taken: (signed log(1 + value) - log_mean) / log_scale, at most 3 either
    way. -#}

with parts as (

    select * from {{ ref('cluster_model_fit') }}
    where part = 'scale'

),

final as (

    select
        item as feature,
        reference as log_mean,
        number as log_scale
    from parts

)

select * from final
