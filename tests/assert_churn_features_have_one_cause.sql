-- Every feature of the model counts to exactly one cause, and every cause has words; a feature of no model has none.
with features as (

    {% for feature in churn_feature_names() %}
        select '{{ feature }}' as feature
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    features.feature,
    feature_causes.feature as cause_feature,
    count(causes.cause) as n_causes
from features
full outer join {{ ref('churn_feature_causes') }} as feature_causes on features.feature = feature_causes.feature
left join {{ ref('churn_causes') }} as causes on feature_causes.cause = causes.cause
group by features.feature, feature_causes.feature
having count(causes.cause) <> 1 or features.feature is null
