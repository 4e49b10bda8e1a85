{#- The exact part of each feature in the log-odds of each person, by the published terms. -#}

with scoring_rows as (

    select * from {{ ref('prospect_scoring_rows') }}

),

terms as (

    select * from {{ ref('prospect_model_terms') }}
    where term_kind <> 'intercept'

),

named as (

    select
        scoring_rows.customer_id,
        scoring_rows.as_of_date,
        terms.*,
        {{ named_value('terms.feature', prospect_feature_names()) }} as feature_value
    from scoring_rows
    cross join terms

),

final as (

    select
        customer_id,
        as_of_date,
        feature,
        feature_value,
        {{ term_contribution('feature_value') }} as contribution
    from named
    where {{ term_holds('feature_value') }}

)

select * from final
