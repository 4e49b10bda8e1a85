{{ config(schema='intermediate') }}

{#- The lowest and the highest value that each input a model learned from has on its training rows and today, as inputs tell them
    now. -#}

with registry as (

    select * from {{ ref('model_registry') }}
    where status = 'fitted'

),

counts as (

    select * from {{ ref('int_drift_counts') }}
    where feature <> 'churn_probability'

),

reference_cutoffs as (

    select * from {{ ref('int_drift_references') }}

),

-- One that did not vary has the same centre in all clusters, the mean
constant_cluster_inputs as (

    select feature
    from {{ ref('cluster_centroids') }}
    group by feature
    having min(scaled_centre) = max(scaled_centre)

),

-- What the plain rule reads is a term even where it did not vary, as where no contact has a source: of no weight
prospect_inputs as (

    select feature
    from {{ ref('prospect_model_terms') }}
    where term_kind <> 'intercept'
    group by feature
    having max(abs(weight)) > 0

),

prospect_features as (

    select * from {{ ref('int_prospect_features') }}

),

valued as (

    select
        counts.model_name,
        counts.feature,
        counts.snapshot_date,
        counts.feature_value,
        reference_cutoffs.snapshot_date is not null as is_training_row
    from counts
    left join reference_cutoffs
        on counts.model_name = reference_cutoffs.model_name and counts.snapshot_date = reference_cutoffs.snapshot_date
    left join constant_cluster_inputs
        on counts.feature = constant_cluster_inputs.feature and counts.model_name = 'clusters'
    where constant_cluster_inputs.feature is null
    union all
    select
        registry.model_name,
        prospect_inputs.feature,
        prospect_features.snapshot_date,
        {{ named_value('prospect_inputs.feature', prospect_feature_names()) }} as feature_value,
        prospect_features.snapshot_date between registry.trained_from and registry.trained_to as is_training_row
    from prospect_features
    cross join prospect_inputs
    inner join registry on registry.model_name = 'prospects'

),

final as (

    select
        valued.model_name,
        valued.feature,
        min(valued.feature_value) as lowest_value,
        max(valued.feature_value) as highest_value
    from valued
    inner join registry on valued.model_name = registry.model_name
    where valued.is_training_row or valued.snapshot_date = registry.as_of_date
    group by valued.model_name, valued.feature
    having max(case when valued.is_training_row then 1 else 0 end) = 1

)

select * from final
