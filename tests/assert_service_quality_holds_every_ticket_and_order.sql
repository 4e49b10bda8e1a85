-- Tickets and complaints of every kind of slice, and the orders of those that have them, add up to what came in. Complaints are
-- those whose topics are told.
with found as (

    select
        slice_kind,
        sum(n_tickets) as n_tickets,
        sum(n_complaints) as n_complaints,
        sum(n_orders) as n_orders
    from {{ ref('service_quality') }}
    group by slice_kind

),

tickets as (

    select count(*) as n_tickets from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept'

),

complaints as (

    select count(distinct feedback_id) as n_complaints from {{ ref('int_complaint_topics') }}
    where source_name = 'service_tickets'

),

orders as (

    select count(*) as n_orders from {{ ref('orders') }}
    where is_valid_order

),

kinds as (
    {% for kind, has_orders in {'all': true, 'order_channel': true, 'channel': false, 'category': false}.items() %}
        select
            '{{ kind }}' as slice_kind,
            {{ has_orders }} as has_orders
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    kinds.slice_kind,
    tickets.n_tickets,
    orders.n_orders,
    found.n_tickets as found_tickets,
    found.n_orders as found_orders
from kinds
cross join tickets
cross join complaints
cross join orders
left join found on kinds.slice_kind = found.slice_kind
where
    tickets.n_tickets <> coalesce(found.n_tickets, 0)
    or complaints.n_complaints <> coalesce(found.n_complaints, 0)
    or (kinds.has_orders and orders.n_orders is distinct from coalesce(found.n_orders, 0))
    or (not kinds.has_orders and found.n_orders is not null)
