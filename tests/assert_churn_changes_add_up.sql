-- What the causes moved is the change of the log-odds, and nothing moved more than the named cause; who has no log-odds then was
-- not eligible then.
with causes as (

    select
        customer_id,
        cause,
        sum(case when is_as_of then 1 else -1 end * cast(contribution as decimal(30, 15))) as moved,
        count(*) as n_days
    from {{ ref('churn_cause_contributions') }}
    group by customer_id, cause

),

totals as (

    select
        customer_id,
        cast(sum(moved) as double) as moved,
        cast(max(abs(moved)) as double) as largest
    from causes
    where n_days = 2
    group by customer_id

),

changes as (

    select
        changes.*,
        predictions.churn_log_odds,
        predictions.churn_probability
    from {{ ref('churn_changes') }} as changes
    inner join {{ ref('churn_predictions') }} as predictions on changes.customer_id = predictions.customer_id

)

select changes.customer_id
from changes
left join totals on changes.customer_id = totals.customer_id
left join {{ ref('churn_features') }} as features
    on changes.customer_id = features.customer_id and changes.previous_date = features.snapshot_date
where
    changes.is_comparable <> (features.customer_id is not null)
    or changes.is_comparable <> (changes.moved_cause_change is not null)
    or coalesce(changes.moved_cause_change <> 0, false) <> (changes.moved_cause is not null)
    or (
        changes.is_comparable
        and not coalesce(
            abs(changes.churn_log_odds - changes.previous_churn_log_odds - totals.moved) < 1e-9
            and abs(abs(changes.moved_cause_change) - totals.largest) < 1e-9
            and abs(
                changes.churn_probability - changes.previous_churn_probability - changes.churn_probability_change
            ) < 1e-9,
            false
        )
    )
