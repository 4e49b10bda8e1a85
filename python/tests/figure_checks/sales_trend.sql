-- Lines and refunds of the days, as staged: month by month, whole months only.
with
lines as (
    select date_trunc('month', ordered_date) as month, customer_id, is_guest, revenue_amount, refund_amount
    from order_items
),
buyers as (
    select month, customer_id from lines where not is_guest
    group by all having sum(revenue_amount + refund_amount) > 0
),
bounds as (
    select min(ordered_date) as first_day, (select as_of_date from intermediate.as_of) as as_of from order_items
),
months as (
    select cast(range as date) as month from bounds, range(
        -- the month of the first day counts only if it was the first of the month
        date_trunc('month', first_day - interval 1 day) + interval 1 month,
        date_trunc('month', as_of + interval 1 day),
        interval 1 month
    )
)
select
    month as month_date,
    (select coalesce(sum(revenue_amount), 0) from lines where lines.month = months.month) as net_revenue_amount,
    (select coalesce(sum(refund_amount), 0) from lines where lines.month = months.month) as refund_amount,
    (select count(*) from orders where is_valid_order and date_trunc('month', ordered_date) = months.month) as n_orders,
    (select count(*) from buyers where buyers.month = months.month) as n_customers
from months
qualify row_number() over (order by month desc) <= 36
order by month
