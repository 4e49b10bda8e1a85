{#- The feature that a reason shows: of those of the cause that are known, the one that moves it most in the direction of its
    sum. -#}

with cause_contributions as (

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

    select
        customer_id,
        feature,
        feature_value <> 0 as is_known
    from {{ ref('churn_contributions') }}
    where feature in (select feature_causes.known_by from feature_causes)

),

features as (

    select
        contributions.*,
        cause_contributions.cause,
        cause_contributions.contribution as cause_contribution,
        feature_causes.known_by is null or coalesce(known_by.is_known, false) as is_known
    from {{ ref('churn_contributions') }} as contributions
    inner join feature_causes on contributions.feature = feature_causes.feature
    inner join cause_contributions
        on contributions.customer_id = cause_contributions.customer_id and feature_causes.cause = cause_contributions.cause
    left join known_by
        on contributions.customer_id = known_by.customer_id and feature_causes.known_by = known_by.feature

),

-- Chosen before what is said of a feature joins: a sort carries all columns
placed as (

    select
        *,
        row_number() over (
            partition by customer_id, cause
            order by is_known desc, sign(cause_contribution) * contribution desc, feature asc
        ) as place
    from features

),

shown as (

    select
        placed.*,
        baseline.reference_value,
        feature_causes.raising_side,
        case
            when placed.feature_value > baseline.reference_value then 'high'
            when placed.feature_value < baseline.reference_value then 'low'
        end as side
    from placed
    inner join feature_causes on placed.feature = feature_causes.feature
    inner join baseline on placed.feature = baseline.feature
    where placed.place = 1

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
    from shown

)

select * from final
