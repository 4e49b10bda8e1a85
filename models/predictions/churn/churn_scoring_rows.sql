{{ config(materialized='view') }}

with features as (

    select * from {{ ref('churn_features') }}
    where is_as_of

),

final as (

    select
        customer_id,
        snapshot_date as as_of_date,
        {% for feature in churn_feature_names() %}
            {{ feature }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from features

)

select * from final
