-- Events counted anew, against those of the category.
with
counts as (
    select
        coalesce(p.category, 'unknown') as category, e.product_id, count(distinct event_id) filter (event = 'sale') as n_orders,
        count(distinct (event_id, event_date)) filter (event = 'return') as n_return,
        count(distinct event_id) filter (event = 'complaint') as n_complaint
    from intermediate.int_product_feedback as e left join products as p using (product_id)
    group by all
),
long as (
    select *, 1.959963984540054 as z, n_events / n_orders as r
    from (unpivot counts on n_return, n_complaint into name event value n_events)
    where n_orders > 0
),
judged as (
    select
        *, (r + z * z / 2 / n_orders) / (1 + z * z / n_orders) as c,
        z * sqrt(r * (1 - r) / n_orders + z * z / 4 / n_orders / n_orders) / (1 + z * z / n_orders) as reach,
        sum(n_events) over (partition by event, category) / category_orders as category_rate
    from long join (select category, sum(n_orders) as category_orders from counts group by all) using (category)
)
select
    replace(event, 'n_', '') as event, product_id, category, n_orders, n_events, r as event_rate, c - reach as event_rate_lower,
    c + reach as event_rate_upper, r / category_rate as category_lift, product_name
from judged join (select product_id, product_name from products) using (product_id)
where
    n_orders >= 30 and n_events > n_orders * category_rate
    -- Chernoff's bound on the chance of as many, against 1 of 40 over all compared products
    and n_events * ln(r / category_rate) + if(r < 1, (n_orders - n_events) * ln((1 - r) / (1 - category_rate)), 0)
        > ln(40 * (select count(*) from counts where n_orders >= 30))
qualify row_number() over (partition by event order by category_lift desc, product_id) <= 10
order by event, category_lift desc, product_id
