{#- What changed in the risk since the last month-end before the as-of day, both days by the model of today. -#}

with as_of as (

    select
        as_of_date,
        {{ month_end_before('as_of_date') }} as previous_date
    from {{ ref('as_of') }}

),

predictions as (

    select * from {{ ref('churn_predictions') }}
    where status = 'scored'

),

cause_contributions as (

    select * from {{ ref('churn_cause_contributions') }}

),

intercept as (

    select weight from {{ ref('churn_model_terms') }}
    where term_kind = 'intercept'

),

before as (

    select
        cause_contributions.customer_id,
        intercept.weight + cast(sum(cast(cause_contributions.contribution as decimal(30, 15))) as double) as log_odds
    from cause_contributions
    cross join intercept
    where not cause_contributions.is_as_of
    group by cause_contributions.customer_id, intercept.weight

),

moves as (

    select
        now_contributions.customer_id,
        now_contributions.cause,
        now_contributions.contribution - before_contributions.contribution as contribution_change,
        row_number() over (
            partition by now_contributions.customer_id
            order by
                abs(now_contributions.contribution - before_contributions.contribution) desc, now_contributions.cause asc
        ) as place
    from cause_contributions as now_contributions
    inner join cause_contributions as before_contributions
        on
            now_contributions.customer_id = before_contributions.customer_id
            and now_contributions.cause = before_contributions.cause
    where now_contributions.is_as_of and not before_contributions.is_as_of

),

stages as (

    select * from {{ ref('lifecycle_stages_monthly') }}

),

segments as (

    select * from {{ ref('rfm_scores_monthly') }}

),

final as (

    select
        predictions.customer_id,
        predictions.as_of_date,
        as_of.previous_date,
        before.customer_id is not null as is_comparable,
        before.log_odds as previous_churn_log_odds,
        {{ probability_of('before.log_odds') }} as previous_churn_probability,
        predictions.churn_probability - {{ probability_of('before.log_odds') }} as churn_probability_change,
        case when moves.contribution_change <> 0 then moves.cause end as moved_cause,
        moves.contribution_change as moved_cause_change,
        stages.stage as previous_lifecycle_stage,
        segments.segment as previous_rfm_segment
    from predictions
    cross join as_of
    left join before on predictions.customer_id = before.customer_id
    left join moves on predictions.customer_id = moves.customer_id and moves.place = 1
    left join stages on predictions.customer_id = stages.customer_id and as_of.previous_date = stages.snapshot_date
    left join segments on predictions.customer_id = segments.customer_id and as_of.previous_date = segments.snapshot_date

)

select * from final
