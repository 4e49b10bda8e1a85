{{ config(materialized='view') }}

{#- The features of the cutoffs whose outcome is known, with the outcome. -#}

with features as (

    select * from {{ ref('churn_features') }}

),

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

final as (

    select
        features.customer_id,
        features.snapshot_date,
        {% for feature in churn_feature_names() %}
            features.{{ feature }},
        {% endfor %}
        outcomes.is_churned
    from features
    inner join outcomes
        on features.customer_id = outcomes.customer_id and features.snapshot_date = outcomes.snapshot_date

)

select * from final
