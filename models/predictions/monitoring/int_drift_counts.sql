{{ config(schema='intermediate') }}

{#- How many customers had which value of each input of a model, and of its score, at each cutoff. -#}

with features as (

    select * from {{ ref('churn_features') }}
    where history_days >= {{ var('churn_lookback_days') }}

),

scores as (

    select * from {{ ref('churn_scores_monthly') }}

),

terms as (

    select * from {{ ref('churn_model_terms') }}

),

snapshots as (

    select * from {{ ref('int_cluster_rows') }}

),

scales as (

    select * from {{ ref('cluster_scales') }}

),

model_features as (

    select distinct feature
    from terms
    where term_kind <> 'intercept' and feature <> '{{ churn_season_feature_name() }}'

),

chosen as (

    select features.*
    from features
    inner join scores on features.customer_id = scores.customer_id and features.snapshot_date = scores.snapshot_date

),

size as (

    select count(*) as n_rows from snapshots

),

chosen_snapshots as (

    select snapshots.*
    from snapshots
    cross join size
    where {{ sampled('snapshots.customer_id', 'size.n_rows', var('max_training_rows')) }}

),

named_churn as (

    select
        model_features.feature,
        chosen.snapshot_date,
        {{ named_value('model_features.feature', churn_feature_names()) }} as feature_value
    from chosen
    cross join model_features

),

named_clusters as (

    select
        scales.feature,
        chosen_snapshots.snapshot_date,
        {{ named_value('scales.feature', cluster_feature_names()) }} as feature_value
    from chosen_snapshots
    cross join scales

),

rounded_scores as (

    select
        'churn_probability' as feature,
        snapshot_date,
        cast({{ millionths('churn_probability * 1000000') }} as double) as feature_value
    from scores

),

final as (

    {% for rows in ['named_churn', 'rounded_scores', 'named_clusters'] %}
        select
            '{{ 'clusters' if rows == 'named_clusters' else 'churn' }}' as model_name,
            feature,
            snapshot_date,
            feature_value,
            cast(count(*) as bigint) as n_customers
        from {{ rows }}
        group by feature, snapshot_date, feature_value
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
