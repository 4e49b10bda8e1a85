-- Each condition divides all customers at its cutoffs, and their churn, into with, without and not applicable; refunds are counted
-- anew from the days. A condition without a row fails where there are training rows.
with labelled as (

    select
        training_rows.*,
        exists_refund.customer_id is not null as has_refund
    from {{ ref('churn_training_rows') }} as training_rows
    inner join (select distinct snapshot_date from {{ ref('int_churn_conditions') }}) as cutoffs
        on training_rows.snapshot_date = cutoffs.snapshot_date
    left join (
        select distinct
            known_rows.customer_id,
            known_rows.snapshot_date
        from {{ ref('churn_training_rows') }} as known_rows
        inner join {{ ref('int_customer_days') }} as days
            on
                known_rows.customer_id = days.customer_id
                and days.ordered_date <= known_rows.snapshot_date
                and {{ days_between('days.ordered_date', 'known_rows.snapshot_date') }} < 90
                and days.refund_amount > 0
    ) as exists_refund
        on
            training_rows.customer_id = exists_refund.customer_id
            and training_rows.snapshot_date = exists_refund.snapshot_date

),

totals as (

    select
        count(*) as n_rows,
        count(case when has_refund then 1 end) as n_refunded,
        count(case when has_refund and is_churned = 1 then 1 end) as n_refunded_churned,
        (select count(distinct snapshot_date) from {{ ref('churn_training_rows') }}) as n_cutoffs
    from labelled

)

select conditions.condition
from {{ ref('churn_conditions') }} as conditions
cross join totals
left join {{ ref('churn_drivers') }} as drivers on conditions.condition = drivers.condition
where
    totals.n_cutoffs > 0
    and (
        totals.n_rows = 0
        or drivers.n_with + drivers.n_without + drivers.n_not_applicable is distinct from totals.n_rows
        or (conditions.condition = 'refund' and drivers.n_with is distinct from totals.n_refunded)
        or (conditions.condition = 'refund' and drivers.n_churned_with is distinct from totals.n_refunded_churned)
    )
