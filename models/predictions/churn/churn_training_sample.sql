{#- What the churn candidates are fitted on and tested with: all labelled rows, or those of a fixed share of the
    customers where there are more than var('max_training_rows'). -#}

with training_rows as (

    select * from {{ ref('churn_training_rows') }}

),

size as (

    select count(*) as n_rows from training_rows

),

final as (

    select training_rows.*
    from training_rows
    cross join size
    where {{ sampled('training_rows.customer_id', 'size.n_rows', var('max_training_rows')) }}

)

select * from final
