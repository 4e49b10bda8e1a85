-- What each customer bought in both months.
with
asked (comparison, earlier, later) as (
    select
        comparison,
        cast(date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day) - back as date),
        cast(date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day) - interval 1 month as date)
    from (values ('month_before', interval 2 months), ('year_before', interval 13 months)) as t (comparison, back)
),
lines as (
    select customer_id, is_guest, cast(date_trunc('month', ordered_date) as date) as month,
        revenue_amount + refund_amount as sales, refund_amount as refunds
    from order_items
),
people as (
    select
        comparison,
        earlier,
        later,
        customer_id,
        is_guest,
        sum(if(month = earlier, sales, 0)) as sales_before,
        sum(if(month = later, sales, 0)) as sales_after,
        sum(if(month < later, sales, 0)) as sales_ever_before
    from asked cross join lines group by all
),
steps as (
    select comparison, earlier, later, 1 as number, 'opening' as step,
        (select sum(sales - refunds) from lines where month = earlier) as amount,
        count(*) filter (where not is_guest and sales_before > 0) as n
    from people group by all
    union all
    select comparison, earlier, later, 2, 'new', sum(sales_after), count(*)
    from people where not is_guest and sales_after > 0 and sales_ever_before = 0 group by all
    union all
    select comparison, earlier, later, 3, 'returned', sum(sales_after), count(*)
    from people where not is_guest and sales_after > 0 and sales_before = 0 and sales_ever_before > 0 group by all
    union all
    select comparison, earlier, later, 4, 'retained_up', sum(sales_after - sales_before), count(*)
    from people where not is_guest and sales_before > 0 and sales_after >= sales_before group by all
    union all
    select comparison, earlier, later, 5, 'retained_down', sum(sales_after - sales_before), count(*)
    from people where not is_guest and sales_after > 0 and sales_after < sales_before group by all
    union all
    select comparison, earlier, later, 6, 'not_again', -sum(sales_before), count(*)
    from people where not is_guest and sales_before > 0 and sales_after = 0 group by all
    union all
    select comparison, earlier, later, 7, 'guests', sum(sales_after - sales_before), null from people where is_guest group by all
    union all
    select comparison, earlier, later, 8, 'refunds', sum(if(month = earlier, refunds, -refunds)), null
    from asked inner join lines on month in (earlier, later) group by all
    union all
    select comparison, earlier, later, 9, 'closing',
        (select sum(sales - refunds) from lines where month = later),
        count(*) filter (where not is_guest and sales_after > 0)
    from people group by all
)
select
    comparison,
    later as month_date,
    earlier as earlier_month_date,
    number as step_number,
    step,
    number between 2 and 8 as is_step,
    if(number in (4, 5, 6), true, null) as is_of_opening,
    if(number between 2 and 5, true, null) as is_of_closing,
    amount,
    n as n_customers
from steps
order by comparison, step_number
