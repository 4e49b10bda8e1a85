-- Each scored customer gets exactly one contribution per feature.
with fitted as (

    select distinct feature from {{ ref('churn_model_terms') }}
    where term_kind <> 'intercept'

),

expected as (

    select
        scoring_rows.customer_id,
        fitted.feature
    from {{ ref('churn_scoring_rows') }} as scoring_rows
    cross join fitted

),

counted as (

    select
        expected.customer_id,
        expected.feature,
        count(contributions.contribution) as n_contributions
    from expected
    left join {{ ref('churn_contributions') }} as contributions
        on expected.customer_id = contributions.customer_id and expected.feature = contributions.feature
    group by expected.customer_id, expected.feature

)

select * from counted
where n_contributions <> 1
