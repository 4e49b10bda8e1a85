-- The label seed names exactly the features of the model.
with features as (

    {% for feature in prospect_feature_names() %}
        select '{{ feature }}' as feature
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    features.feature,
    labels.feature as labelled_feature
from features
full outer join {{ ref('prospect_feature_labels') }} as labels on features.feature = labels.feature
where features.feature is null or labels.feature is null
