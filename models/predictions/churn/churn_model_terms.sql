{#- The published churn model: how its terms make the log-odds, macro published_terms says. -#}

with model_fit as (

    select * from {{ ref('churn_model_fit') }}

),

{{ published_terms('model_fit') }}

select * from final
