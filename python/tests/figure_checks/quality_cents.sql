-- Amounts of staging, and of the judged rows by outcome.
with
amounts as (
    select 'orders' as source_name, currency as currency, order_amount as amount, 'raw' as row_outcome from staging.stg_sales__orders
    union all
    select 'orders', currency, order_amount, row_outcome from intermediate.int_orders_judged
    union all
    select 'order_items' as source_name, 'ORDER' as currency, line_amount as amount, 'raw' as row_outcome from staging.stg_sales__order_items
    union all
    select 'order_items', 'ORDER', line_amount, row_outcome from intermediate.int_order_items_judged
    union all
    select 'payments_refunds' as source_name, currency as currency, amount as amount, 'raw' as row_outcome from staging.stg_sales__payments_refunds
    union all
    select 'payments_refunds', currency, amount, row_outcome from intermediate.int_payments_refunds_judged
    union all
    select 'campaigns' as source_name, currency as currency, cost_amount as amount, 'raw' as row_outcome from staging.stg_marketing__campaigns
    union all
    select 'campaigns', currency, cost_amount, row_outcome from intermediate.int_campaigns_judged
    union all
    select 'sales_targets' as source_name, currency as currency, target_amount as amount, 'raw' as row_outcome from staging.stg_finance__sales_targets
    union all
    select 'sales_targets', currency, target_amount, row_outcome from intermediate.int_sales_targets_judged
)
select
    source_name,
    currency,
    sum(amount) filter (where row_outcome = 'raw') as raw_total,
    sum(amount) filter (where row_outcome = 'kept') as kept_total,
    coalesce(sum(amount) filter (where row_outcome = 'duplicate'), 0) as duplicate_total,
    coalesce(sum(amount) filter (where row_outcome = 'quarantined'), 0) as quarantined_total,
    sum(if(row_outcome = 'raw', amount, -amount)) as unexplained_total,
    count(*) filter (where row_outcome = 'quarantined' and amount <> 0) as n_quarantined_rows,
    count(*) filter (where row_outcome = 'duplicate' and amount <> 0) as n_duplicate_rows
from amounts
where currency is not null
group by source_name, currency
order by source_name, currency
