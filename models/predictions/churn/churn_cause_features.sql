{#- The feature that a reason shows: of those of the cause that are known, the one that moves it most in the direction of its
    sum. -#}

with contributions as (

    select * from {{ ref('churn_contributions') }}

),

cause_contributions as (

    select * from {{ ref('churn_cause_contributions') }}
    where is_as_of

),

feature_causes as (

    select * from {{ ref('churn_feature_causes') }}

),

baseline as (

    select * from {{ ref('churn_baseline') }}

),

known_by as (

    select * from contributions
    where feature in (select feature_causes.known_by from feature_causes)

),

ranked as (

    select
        contributions.*,
        baseline.reference_value,
        cause_contributions.cause,
        cause_contributions.contribution as cause_contribution,
        feature_causes.known_by is null or coalesce(known_by.feature_value <> 0, false) as is_known,
        feature_causes.raising_side,
        case
            when contributions.feature_value > baseline.reference_value then 'high'
            when contributions.feature_value < baseline.reference_value then 'low'
        end as side
    from contributions
    inner join feature_causes on contributions.feature = feature_causes.feature
    inner join cause_contributions
        on contributions.customer_id = cause_contributions.customer_id and feature_causes.cause = cause_contributions.cause
    inner join baseline on contributions.feature = baseline.feature
    left join known_by
        on contributions.customer_id = known_by.customer_id and feature_causes.known_by = known_by.feature

),

placed as (

    select
        *,
        row_number() over (
            partition by customer_id, cause
            order by is_known desc, sign(cause_contribution) * contribution desc, feature asc
        ) as place
    from ranked

),

final as (

    select
        customer_id,
        as_of_date,
        cause,
        cause_contribution,
        feature,
        feature_value,
        reference_value,
        is_known,
        case
            when raising_side is null and contribution > 0 then 'raising'
            when raising_side is null and contribution < 0 then 'lowering'
            when not is_known or side is null or raising_side is null then 'none'
            when side = raising_side then 'raising'
            else 'lowering'
        end as value_side
    from placed
    where place = 1

)

select * from final
