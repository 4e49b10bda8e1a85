{#- The customer that every reason is set against: log-odds = the intercept. The one straight term of a feature is nothing at its
    reference. Steps and pieces only average nothing over the training rows, so the median stands for a reference there. -#}

with terms as (

    select * from {{ ref('churn_model_terms') }}

),

medians as (

    select
        {% for feature in churn_feature_names() %}
            median({{ feature }}) as {{ feature }},
        {% endfor %}
        count(*) as n_rows
    from {{ ref('churn_training_sample') }}

),

intercept as (

    select weight as log_odds from terms
    where term_kind = 'intercept'

),

features as (

    select
        feature,
        case when count(*) = 1 then max(reference_value) end as reference_log
    from terms
    where term_kind <> 'intercept'
    group by feature

),

valued as (

    select
        features.*,
        {{ named_value('features.feature', churn_feature_names()) }} as median_value
    from features
    cross join medians

),

final as (

    select
        valued.feature,
        case when valued.reference_log is null then 'training_median' else 'zero_contribution' end as reference_kind,
        coalesce({{ signed_expm1('valued.reference_log') }}, valued.median_value) as reference_value,
        intercept.log_odds as baseline_log_odds,
        {{ probability_of('intercept.log_odds') }} as baseline_probability
    from valued
    cross join intercept

)

select * from final
