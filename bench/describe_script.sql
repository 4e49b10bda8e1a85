-- What an analyst would write by hand in DuckDB for the tables that describe.py compares, from raw text: repeats and unusable
-- lines set aside, lines, orders, customers, month-end snapshots, RFM, lifecycle stages and cohorts. It does what the models
-- do with this dirt, and no more: the last day of the data is today, a customer is whoever the order names, all lines are
-- goods, nothing is tested. View `raw_lines`: the file, all of it text.

create temp table judged as
with copies as (
    select *, count(*) as n_copies from raw_lines group by all
),
typed as (
    select
        copies as raw,
        nullif(upper(trim(order_id)), '') as order_id,
        upper(case
            when customer_id like '%.0%' then regexp_replace(trim(customer_id), '^([0-9]+)[.]0+$', '\1')
            else nullif(trim(customer_id), '')
        end) as customer_id,
        coalesce(nullif(upper(trim(product_id)), ''), 'UNKNOWN') as product_id,
        trim(case
            when product_name like '%  %' then regexp_replace(product_name, ' +', ' ', 'g') else product_name
        end) as product_name,
        upper(trim(country)) as country,
        try_cast(ordered_at as timestamp) as ordered_at, cast(try_cast(ordered_at as timestamp) as date) as ordered_date,
        try_cast(quantity as decimal(18, 4)) as quantity, try_cast(unit_price as decimal(18, 4)) as unit_price
    from copies
)
select
    *,
    try_cast(cast(quantity as decimal(19, 4)) * unit_price as decimal(18, 4)) as amount,
    case
        when order_id is null then 'missing_order_id'
        when ordered_at is null then 'untypable_date'
        when quantity is null then 'untypable_quantity'
        when unit_price is null then 'untypable_price'
        when coalesce(abs(amount) >= 10_000_000_000, true) then 'amount_out_of_range'
        when ordered_date < date '1990-01-01' then 'before_company'
        when unit_price < 0 then 'negative_price'
        when quantity = 0 then 'zero_quantity'
        when product_id = 'TEST' or product_id like 'TEST0%' then 'test_product'
        when order_id like 'C%' and quantity > 0 then 'positive_cancellation'
    end as rule
from typed;

create temp table judged_orders as
select
    order_id, min(customer_id) as customer_id, min(ordered_at) as ordered_at, min(ordered_date) as ordered_date,
    count(*) as n_lines, sum(quantity) as units, sum(amount) as net_revenue_amount,
    sum(case when amount < 0 then -amount else 0 end) as refund_amount,
    order_id like 'C%' as is_cancellation, not is_cancellation and sum(amount) > 0 as is_valid_order,
    case
        when min(customer_id) <> max(customer_id) then 'conflicting_customers'
        when max(customer_id) is null and max(abs(amount)) = 0 then 'stock_movement'
    end as rule
from judged
where rule is null
group by order_id;

create table duplicate_rows as
select raw.* exclude (n_copies), amount from judged, (select unnest(range(1, raw.n_copies)));

create table quarantined_rows as
select raw.* exclude (n_copies), amount, coalesce(judged.rule, unusable.rule) as quarantine_rule
from judged left join (from judged_orders where rule is not null) as unusable using (order_id)
where judged.rule is not null or unusable.rule is not null;

create table orders as select * exclude (rule) from judged_orders where rule is null;

create table lines as
select
    order_id, orders.customer_id, product_id, product_name, country, judged.ordered_at, judged.ordered_date, quantity, unit_price,
    amount
from judged join orders using (order_id)
where rule is null;

create table customer_orders as
select
    coalesce(customer_id, 'GUEST') as customer_id, count(*) filter (is_valid_order) as n_orders,
    count(*) filter (is_cancellation) as n_cancellations, sum(net_revenue_amount + refund_amount) as sales_amount,
    sum(refund_amount) as refund_amount, sum(net_revenue_amount) as net_revenue_amount, min(ordered_date) as first_seen_date,
    min(ordered_date) filter (is_valid_order) as first_order_date, max(ordered_date) filter (is_valid_order) as last_order_date
from orders
group by all;

create table customer_days as
with new_products as (
    select customer_id, ordered_date, count(*) as n_new_products
    from (
        select lines.customer_id, product_id, min(lines.ordered_date) as ordered_date
        from lines join orders using (order_id)
        where is_valid_order and lines.quantity > 0 and lines.customer_id is not null
        group by all
    )
    group by all
),
days as (
    select
        customer_id, ordered_date, count(*) filter (is_valid_order) as n_orders, n_orders > 0 as is_order_day,
        coalesce(sum(net_revenue_amount) filter (is_valid_order), 0) as order_amount,
        coalesce(sum(n_lines) filter (is_valid_order), 0) as n_lines, coalesce(sum(units) filter (is_valid_order), 0) as units,
        count(*) filter (is_cancellation) as n_cancellations, sum(refund_amount) as refund_amount,
        sum(net_revenue_amount) as net_revenue_amount
    from orders
    where customer_id is not null
    group by all
)
select
    *,
    case when is_order_day then
        ordered_date - lag(ordered_date) over (partition by customer_id, is_order_day order by ordered_date)
    end as gap_days
from days left join new_products using (customer_id, ordered_date);

create table dates as
with ends as (select min(ordered_date) as first_date, max(ordered_date) as last_date from lines)
select distinct snapshot_date, first_date, last_date
from ends, (
    select unnest([last_day(month), last_date, last_date - 90]) as snapshot_date
    from ends, (select unnest(range(first_date, last_date + 31, interval 1 month)) as month from ends)
)
where snapshot_date between first_date and last_date;

create table reactivations as
select days.customer_id, days.ordered_date
from customer_days as days join customer_days as earlier using (customer_id)
where days.gap_days > 60 and earlier.is_order_day and earlier.ordered_date < days.ordered_date
group by days.customer_id, days.ordered_date, days.gap_days
having days.gap_days > case when count(*) >= 3 then least(greatest(4 * median(earlier.gap_days), 60), 365) else 180 end;

create table snapshots as
with known as (
    select
        customer_days.*, snapshot_date, snapshot_date - ordered_date as days_ago,
        reactivations.customer_id is not null as is_reactivation
    from customer_days left join reactivations using (customer_id, ordered_date)
    join dates on ordered_date <= snapshot_date
)
select
    customer_id, snapshot_date, min(days_ago) filter (is_order_day) as recency_days,
    max(days_ago) filter (is_order_day) as tenure_days, sum(n_orders) as n_orders,
    count(*) filter (is_order_day) as n_order_days,
    count(*) filter (is_order_day and (gap_days is null or gap_days >= day(ordered_date))) as n_active_months,
    median(gap_days) as median_gap_days, max(gap_days) as max_gap_days,
    arg_max(gap_days, ordered_date) filter (is_order_day) as last_gap_days,
    coalesce(arg_max(is_reactivation, ordered_date) filter (is_order_day), false) as is_last_order_reactivation,
    sum(net_revenue_amount) as net_revenue_amount, sum(order_amount) as order_amount,
    arg_max(order_amount, ordered_date) filter (is_order_day) as last_day_amount,
    arg_max(n_lines, ordered_date) filter (is_order_day) as last_day_lines,
    sum(n_lines) as n_lines, sum(units) as units, sum(n_new_products) as n_products,
    sum(n_cancellations) as n_cancellations, sum(refund_amount) as refund_amount,
    coalesce(sum(n_orders) filter (days_ago < 30), 0) as n_orders_30d,
    coalesce(sum(order_amount) filter (days_ago < 30), 0) as order_amount_30d,
    coalesce(sum(n_orders) filter (days_ago < 90), 0) as n_orders_90d,
    coalesce(sum(order_amount) filter (days_ago < 90), 0) as order_amount_90d,
    coalesce(sum(n_orders) filter (days_ago < 180), 0) as n_orders_180d,
    coalesce(sum(order_amount) filter (days_ago < 180), 0) as order_amount_180d,
    coalesce(sum(n_orders) filter (days_ago < 365), 0) as n_orders_365d,
    coalesce(sum(order_amount) filter (days_ago < 365), 0) as order_amount_365d,
    coalesce(sum(n_lines) filter (days_ago < 90), 0) as n_lines_90d, coalesce(sum(units) filter (days_ago < 90), 0) as units_90d,
    coalesce(sum(n_lines) filter (days_ago < 365), 0) as n_lines_365d,
    coalesce(sum(units) filter (days_ago < 365), 0) as units_365d,
    coalesce(sum(net_revenue_amount) filter (days_ago < 365), 0) as net_revenue_amount_365d,
    coalesce(sum(n_new_products) filter (days_ago < 90), 0) as n_new_products_90d,
    coalesce(sum(refund_amount) filter (days_ago < 180), 0) as refund_amount_180d
from known
group by all;

create table rfm as
with scored as (
    select
        customer_id, snapshot_date, recency_days, n_orders_365d as n_orders, net_revenue_amount_365d as net_revenue_amount,
        1 + 5 * (rank() over (by_date order by recency_days desc) - 1) // count(*) over by_date as r_score,
        1 + 5 * (rank() over (by_date order by n_orders_365d) - 1) // count(*) over by_date as f_score,
        1 + 5 * (rank() over (by_date order by net_revenue_amount_365d) - 1) // count(*) over by_date as m_score,
        case when recency_days <= 30 then 5 when recency_days <= 60 then 4 when recency_days <= 90 then 3
            when recency_days <= 180 then 2 else 1 end as fixed_r_score,
        case when n_orders_365d >= 10 then 5 when n_orders_365d >= 7 then 4 when n_orders_365d >= 4 then 3
            when n_orders_365d >= 2 then 2 else 1 end as fixed_f_score,
        case when net_revenue_amount_365d >= 10000 then 5 when net_revenue_amount_365d >= 5000 then 4
            when net_revenue_amount_365d >= 2000 then 3 when net_revenue_amount_365d >= 500 then 2 else 1 end as fixed_m_score
    from snapshots
    where
        n_orders_365d > 0
        and (snapshot_date = last_day(snapshot_date) or snapshot_date = (select any_value(last_date) from dates))
    window by_date as (partition by snapshot_date)
)
select scored.*, cells.segment, fixed_cells.segment as fixed_segment
from scored
join read_csv('seeds/config/rfm_segments.csv') as cells
    on cells.r_score = scored.r_score and cells.fm_score = (scored.f_score + scored.m_score) // 2
join read_csv('seeds/config/rfm_segments.csv') as fixed_cells
    on fixed_cells.r_score = scored.fixed_r_score and fixed_cells.fm_score = (fixed_f_score + fixed_m_score) // 2;

create table stages as
select
    customer_id, snapshot_date, n_orders, recency_days, median_gap_days,
    case when n_order_days >= 3 then least(greatest(2 * median_gap_days, 30), 180) else 90 end as active_limit_days,
    case when n_order_days >= 3 then least(greatest(4 * median_gap_days, 60), 365) else 180 end as lapse_limit_days,
    case
        when n_orders = 0 then 'prospect'
        when n_orders = 1 and recency_days <= 30 then 'new'
        when recency_days <= active_limit_days and is_last_order_reactivation then 'reactivated'
        when recency_days <= active_limit_days then 'active'
        when recency_days <= lapse_limit_days then 'at_risk'
        else 'lapsed'
    end as stage
from snapshots
where snapshot_date = last_day(snapshot_date) or snapshot_date = (select any_value(last_date) from dates);

create table cohorts as
with months as (
    select customer_id, date_trunc('month', ordered_date) as month, sum(n_orders) as n_orders, sum(net_revenue_amount) as amount
    from customer_days
    group by all
)
select
    date_trunc('month', first_order_date) as cohort_month, datediff('month', first_order_date, month) as month_index,
    count(*) filter (n_orders_of_month > 0) as n_active, sum(n_orders_of_month) as n_orders, sum(amount) as net_revenue_amount
from (select customer_id, month, months.n_orders as n_orders_of_month, amount, first_order_date
      from months join customer_orders using (customer_id) where first_order_date is not null)
where month_index >= 0
group by all;
