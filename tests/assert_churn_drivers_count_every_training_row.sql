-- Each condition divides all customers at its cutoffs into with, without and not applicable; refunds, as many as the seed asks
-- for, and who churned after them are counted anew from the days, at the cutoffs before which payments were given all along. A
-- condition without a row fails where there are training rows.
with payments as (

    select min(paid_date) as first_date
    from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept'

),

cutoffs as (

    select distinct snapshot_date from {{ ref('int_churn_conditions') }}

),

labelled as (

    select
        training_rows.*,
        {% if 'payments_refunds' in var('inputs') -%}
            coalesce({{ days_between('payments.first_date', 'training_rows.snapshot_date') }} >= 89, false)
        {%- else -%}
            true
        {%- endif %} as is_told_of_refunds
    from {{ ref('churn_training_rows') }} as training_rows
    inner join cutoffs on training_rows.snapshot_date = cutoffs.snapshot_date
    cross join payments

),

-- A line that joins a credit note later gives no more money back: what the note held unitemised goes by as much
refund_days as (

    select
        customer_id,
        ordered_date
    from {{ ref('int_order_lines') }}
    group by customer_id, ordered_date
    having sum(refunded_amount) > 0

),

refund_condition as (

    select threshold from {{ ref('churn_conditions') }}
    where condition = 'refund' and feature = 'n_refund_days_90d' and operator = '>=' and threshold >= 1

),

refunded as (

    select
        labelled.customer_id,
        labelled.snapshot_date
    from labelled
    inner join refund_days
        on
            labelled.customer_id = refund_days.customer_id
            and labelled.snapshot_date >= refund_days.ordered_date
            and {{ days_between('refund_days.ordered_date', 'labelled.snapshot_date') }} < 90
    cross join refund_condition
    where labelled.is_told_of_refunds
    group by labelled.customer_id, labelled.snapshot_date
    having count(*) >= max(refund_condition.threshold)

),

totals as (

    select
        count(*) as n_rows,
        count(case when not labelled.is_told_of_refunds then 1 end) as n_untold_of_refunds,
        count(refunded.customer_id) as n_refunded,
        count(case when refunded.customer_id is not null and labelled.is_churned = 1 then 1 end) as n_refunded_churned
    from labelled
    left join refunded on labelled.customer_id = refunded.customer_id and labelled.snapshot_date = refunded.snapshot_date

),

training as (

    select count(*) as n_training_rows from {{ ref('churn_training_rows') }}

)

select conditions.condition
from {{ ref('churn_conditions') }} as conditions
cross join totals
cross join training
left join {{ ref('churn_drivers') }} as drivers on conditions.condition = drivers.condition
left join refund_condition on conditions.condition = 'refund'
where
    training.n_training_rows > 0
    and (
        totals.n_rows = 0
        or drivers.n_with + drivers.n_without + drivers.n_not_applicable is distinct from totals.n_rows
        or (refund_condition.threshold is not null and drivers.n_not_applicable is distinct from totals.n_untold_of_refunds)
        or (refund_condition.threshold is not null and drivers.n_with is distinct from totals.n_refunded)
        or (refund_condition.threshold is not null and drivers.n_churned_with is distinct from totals.n_refunded_churned)
    )
