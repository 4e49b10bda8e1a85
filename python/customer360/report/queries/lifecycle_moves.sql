-- people: n_at_start
-- hides: n_customers, transition_rate
-- people: n_customers
-- hides: transition_rate
-- within: from_stage
with

latest as (
    select *
    from lifecycle_stocks
    where is_complete
    qualify month_start_date = max(month_start_date) over ()
)

select
    latest.month_start_date as month_date,
    latest.stage as from_stage,
    transitions.to_stage,
    latest.n_at_start,
    transitions.n_customers,
    transitions.transition_rate
from latest
inner join lifecycle_transitions as transitions
    on latest.snapshot_date = transitions.snapshot_date and latest.stage = transitions.from_stage
inner join latest as into_stage on transitions.to_stage = into_stage.stage
order by latest.stage_order, into_stage.stage_order
