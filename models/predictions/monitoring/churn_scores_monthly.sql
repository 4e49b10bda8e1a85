{#- What the published model says of the customers of past cutoffs too, from the features as they were known then. All
    customers, or those of a fixed share where there are more than var('max_training_rows') rows. -#}

with features as (

    select * from {{ ref('churn_features') }}
    where history_days >= {{ var('churn_lookback_days') }}

),

intercept as (

    select weight from {{ ref('churn_model_terms') }}
    where term_kind = 'intercept'

),

registry as (

    select * from {{ ref('model_registry') }}
    where model_name = 'churn'

),

size as (

    select count(*) as n_rows from features

),

chosen as (

    select features.*
    from features
    cross join size
    where {{ sampled('features.customer_id', 'size.n_rows', var('max_training_rows')) }}

),

{{ term_contributions(
    'chosen', ref('churn_model_terms'), churn_feature_names(), ['customer_id', 'snapshot_date', 'is_as_of']
) }},

sums as (

    select
        customer_id,
        snapshot_date,
        is_as_of,
        cast(sum(cast(contribution as decimal(30, 15))) as double) as contribution_sum
    from contributions
    group by customer_id, snapshot_date, is_as_of

),

final as (

    select
        sums.customer_id,
        sums.snapshot_date,
        sums.is_as_of,
        sums.snapshot_date between registry.trained_from and registry.trained_to as is_training_row,
        {{ probability_of('intercept.weight + sums.contribution_sum') }} as churn_probability,
        registry.model_version
    from sums
    cross join intercept
    cross join registry

)

select * from final
