-- Outcomes of the judged rows, and raw rows as the days of the summary count them.
with
judged as (
    select 'campaign_touches' as source_name, row_outcome, count(*) as n_rows from intermediate.int_campaign_touches_judged group by all
    union all
    select 'campaigns' as source_name, row_outcome, count(*) as n_rows from intermediate.int_campaigns_judged group by all
    union all
    select 'consents' as source_name, row_outcome, count(*) as n_rows from intermediate.int_consents_judged group by all
    union all
    select 'coupons' as source_name, row_outcome, count(*) as n_rows from intermediate.int_coupons_judged group by all
    union all
    select 'crm_customers' as source_name, row_outcome, count(*) as n_rows from intermediate.int_crm_customers_judged group by all
    union all
    select 'exchange_rates' as source_name, row_outcome, count(*) as n_rows from intermediate.int_exchange_rates_judged group by all
    union all
    select 'external_indicators' as source_name, row_outcome, count(*) as n_rows from intermediate.int_external_indicators_judged group by all
    union all
    select 'loyalty_members' as source_name, row_outcome, count(*) as n_rows from intermediate.int_loyalty_members_judged group by all
    union all
    select 'loyalty_transactions' as source_name, row_outcome, count(*) as n_rows from intermediate.int_loyalty_transactions_judged group by all
    union all
    select 'order_items' as source_name, row_outcome, count(*) as n_rows from intermediate.int_order_items_judged group by all
    union all
    select 'orders' as source_name, row_outcome, count(*) as n_rows from intermediate.int_orders_judged group by all
    union all
    select 'payments_refunds' as source_name, row_outcome, count(*) as n_rows from intermediate.int_payments_refunds_judged group by all
    union all
    select 'privacy_requests' as source_name, row_outcome, count(*) as n_rows from intermediate.int_privacy_requests_judged group by all
    union all
    select 'products' as source_name, row_outcome, count(*) as n_rows from intermediate.int_products_judged group by all
    union all
    select 'sales_targets' as source_name, row_outcome, count(*) as n_rows from intermediate.int_sales_targets_judged group by all
    union all
    select 'service_tickets' as source_name, row_outcome, count(*) as n_rows from intermediate.int_service_tickets_judged group by all
    union all
    select 'survey_responses' as source_name, row_outcome, count(*) as n_rows from intermediate.int_survey_responses_judged group by all
    union all
    select 'web_events' as source_name, row_outcome, count(*) as n_rows from intermediate.int_web_events_judged group by all
),
raw as (
    select source_name, sum(n_rows) as n_rows from data_quality_summary where column_name = '(row)' group by source_name
)
select
    source_name,
    raw.n_rows as n_raw_rows,
    sum(judged.n_rows) filter (where row_outcome = 'kept') as n_kept_rows,
    coalesce(sum(judged.n_rows) filter (where row_outcome = 'duplicate'), 0) as n_duplicate_rows,
    coalesce(sum(judged.n_rows) filter (where row_outcome = 'quarantined'), 0) as n_quarantined_rows,
    raw.n_rows - sum(judged.n_rows) as n_unexplained_rows
from raw
left join judged using (source_name)
group by source_name, raw.n_rows
order by n_raw_rows desc, source_name
