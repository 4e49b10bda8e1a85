{#- The exact part of each feature in the log-odds of each person, by the published terms. -#}

with scoring_rows as (

    select * from {{ ref('prospect_scoring_rows') }}

),

{{ term_contributions(
    'scoring_rows', ref('prospect_model_terms'), prospect_feature_names(), ['customer_id', 'as_of_date']
) }},

final as (

    select
        customer_id,
        as_of_date,
        feature,
        feature_value,
        contribution
    from contributions

)

select * from final
