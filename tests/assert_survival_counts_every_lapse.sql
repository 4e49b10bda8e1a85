-- In every kind of slice: all customers with a valid order end once, those with a lapse are those whose stage is lapsed or who
-- came back from one, and each rate is the one before times the share that passed the day. Nobody lapses on a day with an order.
with kinds as (

    select distinct slice_kind from {{ ref('int_customer_slices') }}

),

survival as (

    select
        *,
        coalesce(lag(survival_rate) over (partition by slice_kind, slice_value order by duration_days), 1) as rate_before
    from {{ ref('customer_survival') }}

),

ever_lapsed as (

    select customer_id from {{ ref('lifecycle_stages') }}
    where stage = 'lapsed'
    union distinct
    select customer_id from {{ ref('int_reactivations') }}

),

lapsed as (

    select count(*) as n_lapsed from ever_lapsed

),

everyone as (

    select count(*) as n_customers from {{ ref('customer_orders') }}
    where not is_guest and n_orders > 0

),

ends as (

    select
        slice_kind,
        sum(n_events) as n_events,
        sum(n_events + n_censored) as n_ends
    from survival
    group by slice_kind

)

select
    kinds.slice_kind,
    'customers' as what
from kinds
cross join lapsed
cross join everyone
left join ends on kinds.slice_kind = ends.slice_kind
where ends.n_events is distinct from lapsed.n_lapsed or ends.n_ends is distinct from everyone.n_customers
union all
select
    'all' as slice_kind,
    'order on the day of the lapse' as what
from {{ ref('int_customer_lifetimes') }} as lifetimes
inner join {{ ref('int_customer_days') }} as customer_days
    on
        lifetimes.customer_id = customer_days.customer_id
        and {{ days_between('lifetimes.first_order_date', 'customer_days.ordered_date') }} = lifetimes.duration_days
where lifetimes.has_lapsed and customer_days.is_order_day
union all
select
    slice_kind,
    'rate' as what
from survival
where
    abs(survival_rate - rate_before * (1 - cast(n_events as double) / cast(n_at_risk as double))) > 0.000002
    or survival_lower_rate > survival_rate
    or survival_upper_rate < survival_rate
