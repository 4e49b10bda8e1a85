{#- Cutoffs whose outcome is known. -#}

with features as (

    select * from {{ ref('int_prospect_features') }}
    where not is_as_of

),

final as (

    select
        customer_id,
        snapshot_date,
        {% for feature in prospect_feature_names() %}
            {{ feature }},
        {% endfor %}
        is_converted
    from features

)

select * from final
