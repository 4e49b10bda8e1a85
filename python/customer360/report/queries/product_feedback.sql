-- people: n_orders
-- hides: n_events, event_rate, event_rate_lower, event_rate_upper, category_lift
-- people: n_events
-- hides: event_rate, event_rate_lower, event_rate_upper, category_lift
with

events as (
    select
        'return' as event,
        product_id,
        category,
        n_orders,
        n_returns as n_events,
        return_rate as event_rate,
        return_rate_lower as event_rate_lower,
        return_rate_upper as event_rate_upper,
        return_lift as category_lift
    from product_feedback
    where period_kind = 'all' and is_return_rate_high

    union all

    select
        'complaint' as event,
        product_id,
        category,
        n_orders,
        n_complaints,
        complaint_rate,
        complaint_rate_lower,
        complaint_rate_upper,
        complaint_lift
    from product_feedback
    where period_kind = 'all' and is_complaint_rate_high
)

select events.*, coalesce(products.product_name, events.product_id) as product_name
from events
left join products on events.product_id = products.product_id
qualify row_number() over (partition by events.event order by events.category_lift desc, events.product_id asc) <= 10
order by events.event asc, events.category_lift desc, events.product_id asc
