-- First and later months with a valid order, customer by customer.
with
bought as (
    select distinct customer_id, cast(date_trunc('month', ordered_date) as date) as month
    from orders where is_valid_order and not is_guest
),
cohorts as (select customer_id, min(month) as cohort from bought group by 1),
sizes as (select cohort, count(*) as n from cohorts group by 1),
months as (
    select cast(range as date) as month
    from range(
        (select min(month) from bought),
        date_trunc('month', (select as_of_date from intermediate.as_of) + interval 1 day),
        interval 1 month
    )
)
select
    sizes.cohort as cohort_month,
    date_diff('month', sizes.cohort, months.month) as month_index,
    months.month as activity_month,
    sizes.n as n_customers,
    count(bought.customer_id) as n_active,
    count(bought.customer_id) / sizes.n as retention_rate,
    sizes.cohort > (select date_trunc('month', min(ordered_date)) from order_items) as has_full_history
from sizes
inner join months on sizes.cohort <= months.month and date_diff('month', sizes.cohort, months.month) <= 24
inner join cohorts on sizes.cohort = cohorts.cohort
left join bought on cohorts.customer_id = bought.customer_id and months.month = bought.month
group by sizes.cohort, months.month, sizes.n
qualify dense_rank() over (order by sizes.cohort desc) <= 24
order by cohort_month, month_index
