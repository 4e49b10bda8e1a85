-- Logarithmic mean of sales times the logarithm of each factor's change.
with
asked (comparison, earlier, later) as (
    select
        comparison,
        cast(date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day) - back as date),
        cast(date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day) - interval 1 month as date)
    from (values ('month_before', interval 2 months), ('year_before', interval 13 months)) as t (comparison, back)
),
lines as (
    select
        *,
        cast(date_trunc('month', ordered_date) as date) as month,
        revenue_amount + refund_amount as sales,
        order_id in (select order_id from orders where is_valid_order) as is_ordered
    from order_items
),
totals as (
    select
        month,
        sum(sales) filter (where not is_guest)::double as sales,
        sum(quantity) filter (where not is_guest and is_ordered and is_product and not is_refund)::double as units,
        coalesce(sum(sales) filter (where is_guest), 0) as guests,
        sum(refund_amount) as refunds
    from lines group by 1
),
buyers as (
    select month, count(*) as customers
    from (select month, customer_id from lines where not is_guest group by all having sum(sales) > 0) group by 1
),
ordered as (
    select cast(date_trunc('month', ordered_date) as date) as month, count(*) as orders
    from orders where is_valid_order and not is_guest group by 1
),
months as (select * from totals inner join buyers using (month) inner join ordered using (month)),
pairs as (
    select
        comparison, earlier, later, a, b,
        if(a.sales = b.sales, a.sales, (b.sales - a.sales) / ln(b.sales / a.sales)) as mean
    from asked inner join months as a on earlier = a.month inner join months as b on later = b.month
),
effects as (
    select comparison, earlier, later, 1 as place, 'customers' as driver, a.customers as before, b.customers as after,
        mean * ln(b.customers / a.customers) as effect, least(a.customers, b.customers) as n from pairs
    union all
    select comparison, earlier, later, 2, 'order_frequency', a.orders / a.customers, b.orders / b.customers,
        mean * ln((b.orders / b.customers) / (a.orders / a.customers)), least(a.customers, b.customers) from pairs
    union all
    select comparison, earlier, later, 3, 'basket_size', a.units / a.orders, b.units / b.orders,
        mean * ln((b.units / b.orders) / (a.units / a.orders)), least(a.customers, b.customers) from pairs
    union all
    select comparison, earlier, later, 4, 'unit_price', a.sales / a.units, b.sales / b.units,
        -- what the others leave of the change, to the last place
        b.sales - a.sales - round(mean * ln(b.customers / a.customers), 4)
        - round(mean * ln((b.orders / b.customers) / (a.orders / a.customers)), 4)
        - round(mean * ln((b.units / b.orders) / (a.units / a.orders)), 4),
        least(a.customers, b.customers) from pairs
    union all
    select comparison, earlier, later, 6, 'guests', null, null, b.guests - a.guests, least(a.customers, b.customers) from pairs
    union all
    select comparison, earlier, later, 7, 'refunds', null, null, a.refunds - b.refunds, least(a.customers, b.customers) from pairs
)
select
    comparison,
    later as month_date,
    earlier as earlier_month_date,
    driver,
    before as earlier_value,
    after as later_value,
    round(effect, 4) as effect_amount,
    n as n_customers
from effects
order by comparison, place
