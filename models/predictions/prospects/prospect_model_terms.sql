{#- The published prospect model: how its terms make the log-odds, macro published_terms says. -#}

with model_fit as (

    select * from {{ ref('prospect_model_fit') }}

),

{{ published_terms('model_fit') }}

select * from final
