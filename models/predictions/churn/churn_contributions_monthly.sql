{{ config(materialized='view') }}

{#- The exact part of each feature in each customer's log-odds, by the published terms: on the as-of day and at the month-end
    before it, so that what changed is the customer and not the model. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

features as (

    select features.*
    from {{ ref('churn_features') }} as features
    cross join as_of
    where features.is_as_of or features.snapshot_date = {{ month_end_before('as_of.as_of_date') }}

),

{{ term_contributions(
    'features', ref('churn_model_terms'), churn_feature_names(), ['customer_id', 'snapshot_date', 'is_as_of']
) }},

final as (

    select
        customer_id,
        snapshot_date,
        is_as_of,
        feature,
        feature_value,
        contribution
    from contributions

)

select * from final
