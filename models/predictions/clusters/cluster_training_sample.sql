{{ config(materialized='view') }}

{#- What the clusters are fitted on: all customers, or a fixed share of them where there are more than
    var('max_training_rows'). -#}

with features as (

    select * from {{ ref('cluster_features') }}

),

size as (

    select count(*) as n_rows from features

),

final as (

    select features.*
    from features
    cross join size
    where {{ sampled('features.customer_id', 'size.n_rows', var('max_training_rows')) }}

)

select * from final
