{#- Features put together under their causes. Summed as decimals of 15 places, in any order the same. -#}

with contributions as (

    select * from {{ ref('churn_contributions_monthly') }}

),

feature_causes as (

    select * from {{ ref('churn_feature_causes') }}

),

final as (

    select
        contributions.customer_id,
        contributions.snapshot_date,
        contributions.is_as_of,
        feature_causes.cause,
        cast(sum(cast(contributions.contribution as decimal(30, 15))) as double) as contribution
    from contributions
    inner join feature_causes on contributions.feature = feature_causes.feature
    group by contributions.customer_id, contributions.snapshot_date, contributions.is_as_of, feature_causes.cause

)

select * from final
