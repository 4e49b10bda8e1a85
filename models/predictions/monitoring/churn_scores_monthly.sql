{#- What the published model says of the customers of past cutoffs too, from the features as they were known then. All
    customers, or those of a fixed share where there are more than var('max_training_rows') rows. -#}

with features as (

    select * from {{ ref('churn_features') }}
    where history_days >= {{ var('churn_lookback_days') }}

),

terms as (

    select * from {{ ref('churn_model_terms') }}

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

model_features as (

    select distinct feature
    from terms
    where term_kind <> 'intercept'

),

named as (

    select
        chosen.customer_id,
        chosen.snapshot_date,
        chosen.is_as_of,
        model_features.feature,
        {{ named_value('model_features.feature', churn_feature_names()) }} as feature_value
    from chosen
    cross join model_features

),

contributions as (

    select
        named.customer_id,
        named.snapshot_date,
        named.is_as_of,
        {{ term_contribution('named.feature_value') }} as contribution
    from named
    inner join terms on named.feature = terms.feature and {{ term_holds('named.feature_value') }}

),

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
        {{ probability_of('terms.weight + sums.contribution_sum') }} as churn_probability,
        registry.model_version
    from sums
    inner join terms on terms.term_kind = 'intercept'
    cross join registry

)

select * from final
