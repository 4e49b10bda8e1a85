-- What an analyst would write by hand in DuckDB for the tables that describe.py compares, from raw text: the same tables, row by
-- row and column by column, and what they rest on held in memory. It does what the models do with this dirt, and no more: the
-- last day of the data is today, a customer is whoever the order names, all lines are goods of a private customer without
-- channel, an order's lines are of one day, nothing is tested. View `raw_lines`: the file, all of it text.

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
        upper(trim(country)) as country_alias,
        try_cast(ordered_at as timestamp) as ordered_at, cast(try_cast(ordered_at as timestamp) as date) as ordered_date,
        try_cast(quantity as decimal(18, 4)) as quantity, try_cast(unit_price as decimal(18, 4)) as unit_price
    from copies
)
select
    *,
    md5(concat_ws(
        chr(31), coalesce(raw.order_id, ''), coalesce(raw.customer_id, ''), coalesce(raw.product_id, ''),
        coalesce(raw.product_name, ''), coalesce(raw.country, ''),
        coalesce(quantity || '000000', raw.quantity, ''), coalesce(unit_price || '000000', raw.unit_price, ''),
        coalesce(cast(ordered_at as varchar), raw.ordered_at, '')
    )) as order_item_id,
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
    order_id, min(customer_id) as customer_id, min(country_alias) as country_alias, min(ordered_at) as ordered_at,
    min(ordered_date) as ordered_date, count(*) as n_lines, count(distinct product_id) as n_products,
    cast(sum(quantity) as decimal(18, 4)) as units, cast(sum(greatest(amount, 0)) as decimal(18, 4)) as sales_amount,
    cast(sum(greatest(-amount, 0)) as decimal(18, 4)) as refund_amount, cast(sum(amount) as decimal(18, 4)) as net_revenue_amount,
    order_id like 'C%' as is_cancellation, not is_cancellation and sum(amount) > 0 as is_valid_order,
    case
        when min(customer_id) <> max(customer_id) then 'conflicting_customers'
        when max(customer_id) is null and max(abs(amount)) = 0 then 'stock_movement'
    end as rule
from judged
where rule is null
group by order_id;

create macro raw_text(raw) as
    'order_id=' || coalesce(raw.order_id, '') || '; customer_id=' || coalesce(raw.customer_id, '')
    || '; ordered_at=' || coalesce(raw.ordered_at, '') || '; product_id=' || coalesce(raw.product_id, '')
    || '; product_name=' || coalesce(raw.product_name, '') || '; quantity=' || coalesce(raw.quantity, '')
    || '; unit_price=' || coalesce(raw.unit_price, '') || '; country=' || coalesce(raw.country, '');

create table duplicate_rows as
select
    'order_lines' as source_name, order_item_id as row_id, unnest(range(2, raw.n_copies + 1)) as repeat_number,
    order_item_id as repeated_row_id, duplicate_rule, reason,
    case when product_id like 'TEST%' then 'test' else 'merchandise' end as line_kind, 'REPORTING' as currency,
    raw_text(raw) as raw_row, amount::decimal(22, 4) as amount
from judged join read_csv('seeds/config/duplicate_rules.csv') on duplicate_rule = 'exact_repeat'
where raw.n_copies > 1;

create table quarantined_rows as
select
    'order_lines' as source_name, order_item_id as row_id, quarantine_rule, reason,
    case when product_id like 'TEST%' then 'test' else 'merchandise' end as line_kind, 'REPORTING' as currency,
    raw_text(raw) as raw_row, amount::decimal(22, 4) as amount
from (
    select judged.*, coalesce(judged.rule, unusable.rule) as quarantine_rule
    from judged left join (from judged_orders where rule is not null) as unusable using (order_id)
) join read_csv('seeds/config/quarantine_rules.csv') using (quarantine_rule);

create table orders as
select
    order_id, coalesce(customer_id, 'GUEST') as customer_id, customer_id as source_customer_id,
    null::varchar as refunded_order_id, null::varchar as coupon_code, null::varchar as campaign_id, 'order_lines' as source_name,
    null::varchar as status, null::varchar as channel, null::varchar as store, null::varchar as region, country_code,
    coalesce(country_name, country_alias, 'Unknown') as country_name, null::varchar as currency,
    null::decimal(18, 12) as exchange_rate, n_lines, n_products, units, sales_amount, refund_amount, net_revenue_amount,
    0::decimal(18, 4) as non_revenue_amount, customer_id is null as is_guest, is_cancellation, is_valid_order, ordered_at,
    ordered_date
from judged_orders left join read_csv('seeds/config/country_codes.csv', nullstr = 'none') using (country_alias)
where rule is null;

create table order_lines as
select
    order_item_id, order_id, orders.customer_id, product_id, product_name, 'merchandise' as line_kind, country_alias, quantity,
    unit_price, amount as line_amount, true as is_product, true as is_revenue, is_cancellation or quantity < 0 as is_refund,
    is_cancellation, judged.ordered_at, judged.ordered_date, orders.ordered_date as order_date
from judged join orders using (order_id)
where rule is null;

create table customer_orders as
select
    customer_id, arg_max(country_code, (ordered_at, order_id)) filter (is_named) as country_code,
    coalesce(arg_max(country_name, (ordered_at, order_id)) filter (is_named), 'Unknown') as country_name,
    count(*) filter (is_valid_order) as n_orders,
    count(*) filter (is_cancellation) as n_cancellations, cast(sum(sales_amount) as decimal(18, 4)) as sales_amount,
    cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
    cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount, customer_id = 'GUEST' as is_guest,
    min(ordered_date) as first_seen_date, min(ordered_date) filter (is_valid_order) as first_order_date,
    max(ordered_date) filter (is_valid_order) as last_order_date
from (select *, not is_guest and country_name <> 'Unknown' as is_named from orders)
group by customer_id;

create temp table customer_days as
with new_products as (
    select customer_id, ordered_date, count(*) as n_new_products
    from (
        select customer_id, product_id, min(ordered_date) as ordered_date
        from order_lines semi join (from orders where is_valid_order) using (order_id)
        where not is_refund and customer_id <> 'GUEST'
        group by all
    )
    group by all
),
days as (
    select
        customer_id, ordered_date, count(*) filter (is_valid_order) as n_orders, n_orders > 0 as is_order_day,
        cast(coalesce(sum(net_revenue_amount) filter (is_valid_order), 0) as decimal(18, 4)) as order_amount,
        cast(coalesce(sum(n_lines) filter (is_valid_order), 0) as bigint) as n_lines,
        cast(coalesce(sum(units) filter (is_valid_order), 0) as decimal(18, 4)) as units,
        count(*) filter (is_cancellation) as n_cancellations, cast(sum(sales_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount
    from orders
    where not is_guest
    group by all
)
select
    *,
    case when is_order_day then
        ordered_date - lag(ordered_date) over (partition by customer_id, is_order_day order by ordered_date)
    end as gap_days
from days left join new_products using (customer_id, ordered_date);

create temp table dates as
with ends as (select min(ordered_date) filter (customer_id <> 'GUEST') as first_date, max(ordered_date) as last_date from order_lines)
select distinct snapshot_date, first_date, last_date
from ends, (
    select unnest([last_day(month), last_date, last_date - 90]) as snapshot_date
    from ends, (select unnest(range(first_date, last_date + 31, interval 1 month)) as month from ends)
)
where snapshot_date between first_date and last_date;

-- gaps that ended an active stage, with the limits of the rhythm before them
create temp table pauses as
with long_gaps as (
    select
        days.customer_id, days.ordered_date, days.gap_days, count(*) >= 3 as is_rhythm, median(earlier.gap_days) as median_gap_days
    from customer_days as days join customer_days as earlier using (customer_id)
    where days.gap_days > 30 and earlier.is_order_day and earlier.ordered_date < days.ordered_date
    group by days.customer_id, days.ordered_date, days.gap_days
)
select
    customer_id, ordered_date,
    gap_days - 1 > case when is_rhythm then least(greatest(4 * median_gap_days, 60), 365) else 180 end as is_reactivation
from long_gaps
where gap_days - 1 > case when is_rhythm then least(greatest(2 * median_gap_days, 30), 180) else 90 end;

-- the days on which customers became active: after the days of being new, or by an order that followed another stage
create temp table active_spells as
with told as (
    select
        days.*, is_reactivation is not null as is_after_pause,
        coalesce(lag(is_reactivation) over by_customer, false) as is_after_reactivation,
        lag(gap_days) over by_customer is null and lag(n_orders) over by_customer = 1 as is_after_only_order,
        coalesce(lead(gap_days) over by_customer > 31, true) as is_last_while_new
    from (from customer_days where is_order_day) as days left join pauses using (customer_id, ordered_date)
    window by_customer as (partition by customer_id order by ordered_date)
)
select
    customer_id, case when gap_days is null and n_orders = 1 then ordered_date + 31 else ordered_date end as started_date
from told
where
    is_after_pause or is_after_reactivation
    or case when gap_days is null then n_orders > 1 or is_last_while_new else is_after_only_order and gap_days <= 31 end;

create table int_customer_snapshots as
with known as (
    select
        customer_days.*, snapshot_date, snapshot_date - ordered_date as days_ago, coalesce(is_reactivation, false) as is_reactivation,
        snapshot_date = last_day(snapshot_date) as is_month_end, snapshot_date = last_date as is_as_of,
        snapshot_date - first_date + 1 as history_days
    from customer_days left join pauses using (customer_id, ordered_date)
    join dates on ordered_date <= snapshot_date
)
select
    snapshot_date, customer_id, min(days_ago) filter (is_order_day) as recency_days,
    max(days_ago) filter (is_order_day) as tenure_days, median(gap_days) as median_gap_days,
    cast(sum(n_orders) as bigint) as n_orders, count(*) filter (is_order_day) as n_order_days,
    count(*) filter (is_order_day and (gap_days is null or gap_days >= day(ordered_date))) as n_active_months,
    max(gap_days) as max_gap_days, arg_max(gap_days, ordered_date) filter (is_order_day) as last_gap_days,
    coalesce(arg_max(is_reactivation, ordered_date) filter (is_order_day), false) as is_last_order_reactivation,
    cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount, cast(sum(order_amount) as decimal(18, 4)) as order_amount,
    arg_max(order_amount, ordered_date) filter (is_order_day) as last_day_amount,
    arg_max(n_lines, ordered_date) filter (is_order_day) as last_day_lines, cast(sum(n_lines) as bigint) as n_lines,
    cast(sum(units) as decimal(18, 4)) as units, cast(coalesce(sum(n_new_products), 0) as bigint) as n_products,
    cast(sum(n_cancellations) as bigint) as n_cancellations, cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
    cast(coalesce(sum(n_orders) filter (days_ago < 30), 0) as bigint) as n_orders_30d,
    cast(coalesce(sum(order_amount) filter (days_ago < 30), 0) as decimal(18, 4)) as order_amount_30d,
    cast(coalesce(sum(n_orders) filter (days_ago < 90), 0) as bigint) as n_orders_90d,
    cast(coalesce(sum(order_amount) filter (days_ago < 90), 0) as decimal(18, 4)) as order_amount_90d,
    cast(coalesce(sum(n_orders) filter (days_ago < 180), 0) as bigint) as n_orders_180d,
    cast(coalesce(sum(order_amount) filter (days_ago < 180), 0) as decimal(18, 4)) as order_amount_180d,
    cast(coalesce(sum(n_orders) filter (days_ago < 365), 0) as bigint) as n_orders_365d,
    cast(coalesce(sum(order_amount) filter (days_ago < 365), 0) as decimal(18, 4)) as order_amount_365d,
    cast(coalesce(sum(n_lines) filter (days_ago < 90), 0) as bigint) as n_lines_90d,
    cast(coalesce(sum(units) filter (days_ago < 90), 0) as decimal(18, 4)) as units_90d,
    cast(coalesce(sum(n_lines) filter (days_ago < 365), 0) as bigint) as n_lines_365d,
    cast(coalesce(sum(units) filter (days_ago < 365), 0) as decimal(18, 4)) as units_365d,
    cast(coalesce(sum(net_revenue_amount) filter (days_ago < 365), 0) as decimal(18, 4)) as net_revenue_amount_365d,
    cast(coalesce(sum(n_new_products) filter (days_ago < 90), 0) as bigint) as n_new_products_90d,
    cast(coalesce(sum(refund_amount) filter (days_ago < 180), 0) as decimal(18, 4)) as refund_amount_180d,
    n_orders_365d as n_orders_rfm_window, net_revenue_amount_365d as net_revenue_amount_rfm_window,
    n_orders_180d as n_orders_churn_lookback,
    cast(coalesce(sum(n_orders) filter (days_ago >= 275 and days_ago < 365), 0) as bigint) as n_orders_same_season,
    is_month_end, is_as_of, history_days
from known
group by customer_id, snapshot_date, is_month_end, is_as_of, history_days;

create temp table scores as
with bounded as (
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
            when net_revenue_amount_365d >= 2000 then 3 when net_revenue_amount_365d >= 500 then 2 else 1 end as fixed_m_score,
        is_month_end, is_as_of
    from int_customer_snapshots
    where n_orders_365d > 0 and (is_month_end or is_as_of)
    window by_date as (partition by snapshot_date)
)
select
    customer_id, snapshot_date, recency_days, n_orders, net_revenue_amount, cast(bounded.r_score as integer) as r_score,
    cast(f_score as integer) as f_score, cast(m_score as integer) as m_score, cast(cells.fm_score as integer) as fm_score,
    cells.segment, fixed_r_score, fixed_f_score, fixed_m_score, cast(fixed_cells.fm_score as integer) as fixed_fm_score,
    fixed_cells.segment as fixed_segment, is_month_end, is_as_of
from bounded
join read_csv('seeds/config/rfm_segments.csv') as cells
    on cells.r_score = bounded.r_score and cells.fm_score = (f_score + m_score) // 2
join read_csv('seeds/config/rfm_segments.csv') as fixed_cells
    on fixed_cells.r_score = fixed_r_score and fixed_cells.fm_score = (fixed_f_score + fixed_m_score) // 2;

create table rfm_scores as select * exclude (is_month_end, is_as_of) from scores where is_as_of;

create table rfm_scores_monthly as select * exclude (is_month_end, is_as_of) from scores where is_month_end;

create temp table stages as
with limited as (
    select
        customer_id, snapshot_date, n_orders, recency_days, median_gap_days, is_month_end, is_as_of,
        case when n_orders = 0 then 'no_order' when n_order_days >= 3 then 'own_rhythm' else 'default' end as limit_source,
        cast(case when n_order_days >= 3 then least(greatest(2 * median_gap_days, 30), 180) else 90 end as double)
            as active_limit_days,
        cast(case when n_order_days >= 3 then least(greatest(4 * median_gap_days, 60), 365) else 180 end as double)
            as lapse_limit_days,
        case
            when n_orders = 0 then 'prospect'
            when n_orders = 1 and recency_days <= 30 then 'new'
            when recency_days <= active_limit_days and is_last_order_reactivation then 'reactivated'
            when recency_days <= active_limit_days then 'active'
            when recency_days <= lapse_limit_days then 'at_risk'
            else 'lapsed'
        end as stage
    from int_customer_snapshots
    where is_month_end or is_as_of
)
select
    limited.customer_id, snapshot_date, stage,
    case stage
        when 'prospect' then first_seen_date
        when 'active' then started_date
        when 'at_risk' then snapshot_date - cast(recency_days - floor(active_limit_days) - 1 as integer)
        when 'lapsed' then snapshot_date - cast(recency_days - floor(lapse_limit_days) - 1 as integer)
        else snapshot_date - cast(recency_days as integer)
    end as stage_since_date,
    snapshot_date - stage_since_date as days_in_stage, limit_source, limited.n_orders, recency_days, median_gap_days,
    active_limit_days, lapse_limit_days, is_month_end, is_as_of
from limited join customer_orders using (customer_id)
asof left join active_spells
    on limited.customer_id = active_spells.customer_id and limited.snapshot_date >= active_spells.started_date;

create table lifecycle_stages as select * exclude (is_month_end, is_as_of) from stages where is_as_of;

create table lifecycle_stages_monthly as select * exclude (is_month_end, is_as_of) from stages where is_month_end;

create table cohort_retention as
with months as (
    select
        customer_id, cast(date_trunc('month', ordered_date) as date) as activity_month, sum(n_orders) as n_orders,
        sum(sales_amount) as sales_amount, sum(refund_amount) as refund_amount, sum(net_revenue_amount) as net_revenue_amount
    from customer_days
    group by all
),
cohorts as (
    select cast(date_trunc('month', first_order_date) as date) as cohort_month, count(*) as n_customers
    from customer_orders
    where first_order_date is not null and not is_guest
    group by all
),
activity as (
    select
        cast(date_trunc('month', first_order_date) as date) as cohort_month, activity_month,
        count(*) filter (months.n_orders > 0) as n_active, sum(months.n_orders) as n_orders,
        sum(months.sales_amount) as sales_amount, sum(months.refund_amount) as refund_amount,
        sum(months.net_revenue_amount) as net_revenue_amount
    from months join customer_orders using (customer_id)
    group by all
),
grid as (
    select
        cohort_month, datediff('month', cohort_month, activity_month) as month_index, activity_month, n_customers,
        coalesce(n_active, 0) as n_active, coalesce(n_orders, 0) as n_orders, coalesce(sales_amount, 0) as sales_amount,
        coalesce(refund_amount, 0) as refund_amount, coalesce(net_revenue_amount, 0) as net_revenue_amount,
        sum(net_revenue_amount) over (partition by cohort_month order by activity_month) as total_amount,
        last_day(activity_month) <= last_date as is_complete, cohort_month > first_date as has_full_history
    from cohorts
    join (select distinct cast(date_trunc('month', snapshot_date) as date) as activity_month, first_date, last_date from dates)
        on activity_month >= cohort_month
    left join activity using (cohort_month, activity_month)
)
select
    slice_kind, slice_value, cohort_month, cast(month_index as integer) as month_index, activity_month, n_customers,
    case when is_complete then n_active end as n_active,
    case when is_complete then cast(n_orders as bigint) end as n_orders,
    case when is_complete then n_active / n_customers end as retention_rate,
    case when is_complete then cast(sales_amount as decimal(18, 4)) end as sales_amount,
    case when is_complete then cast(refund_amount as decimal(18, 4)) end as refund_amount,
    case when is_complete then cast(net_revenue_amount as decimal(18, 4)) end as net_revenue_amount,
    case when is_complete then cast(total_amount as decimal(18, 4)) end as cumulative_revenue_amount,
    case when is_complete then cast(round(total_amount / n_customers, 4) as decimal(18, 4)) end
        as cumulative_revenue_per_customer_amount,
    is_complete, has_full_history, n_customers < 30 as is_small
from grid, (
    values ('all', 'all'), ('first_channel', 'unknown'), ('first_region', 'unknown'), ('first_category', 'unknown'),
    ('acquisition_campaign', 'unknown'), ('customer_type', 'B2C')
) as slices (slice_kind, slice_value);
