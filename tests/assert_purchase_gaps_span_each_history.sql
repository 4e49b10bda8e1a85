-- In every kind of slice there is a gap for every order day but the first, and all gaps together are the days from the first to
-- the last order of every customer.
with kinds as (

    select distinct slice_kind from {{ ref('int_customer_slices') }}

),

order_days as (

    select
        customer_id,
        count(distinct ordered_date) - 1 as n_gaps,
        {{ days_between('min(ordered_date)', 'max(ordered_date)') }} as n_days
    from {{ ref('orders') }}
    where is_valid_order and not is_guest
    group by customer_id

),

expected as (

    select
        kinds.slice_kind,
        sum(order_days.n_gaps) as n_gaps,
        sum(order_days.n_days) as n_days
    from order_days
    cross join kinds
    where order_days.n_gaps > 0
    group by kinds.slice_kind

),

found as (

    select
        slice_kind,
        sum(n_gaps) as n_gaps,
        sum(floor(mean_gap_days * n_gaps + 0.5)) as n_days
    from {{ ref('purchase_gaps') }}
    group by slice_kind

)

select
    found.slice_kind,
    expected.n_gaps
from found
full outer join expected on found.slice_kind = expected.slice_kind
where found.n_gaps is distinct from expected.n_gaps or found.n_days is distinct from expected.n_days
