with features as (

    select * from {{ ref('int_prospect_features') }}
    where is_as_of

),

final as (

    select
        customer_id,
        {% for feature in prospect_feature_names() %}
            {{ feature }},
        {% endfor %}
        snapshot_date as as_of_date
    from features

)

select * from final
