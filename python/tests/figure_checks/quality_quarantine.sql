-- Rules of the judged rows.
with
judged as (
    select 'campaign_touches' as source_name, quarantine_rule from intermediate.int_campaign_touches_judged where row_outcome = 'quarantined'
    union all
    select 'campaigns' as source_name, quarantine_rule from intermediate.int_campaigns_judged where row_outcome = 'quarantined'
    union all
    select 'consents' as source_name, quarantine_rule from intermediate.int_consents_judged where row_outcome = 'quarantined'
    union all
    select 'coupons' as source_name, quarantine_rule from intermediate.int_coupons_judged where row_outcome = 'quarantined'
    union all
    select 'crm_customers' as source_name, quarantine_rule from intermediate.int_crm_customers_judged where row_outcome = 'quarantined'
    union all
    select 'exchange_rates' as source_name, quarantine_rule from intermediate.int_exchange_rates_judged where row_outcome = 'quarantined'
    union all
    select 'external_indicators' as source_name, quarantine_rule from intermediate.int_external_indicators_judged where row_outcome = 'quarantined'
    union all
    select 'loyalty_members' as source_name, quarantine_rule from intermediate.int_loyalty_members_judged where row_outcome = 'quarantined'
    union all
    select 'loyalty_transactions' as source_name, quarantine_rule from intermediate.int_loyalty_transactions_judged where row_outcome = 'quarantined'
    union all
    select 'order_items' as source_name, quarantine_rule from intermediate.int_order_items_judged where row_outcome = 'quarantined'
    union all
    select 'orders' as source_name, quarantine_rule from intermediate.int_orders_judged where row_outcome = 'quarantined'
    union all
    select 'payments_refunds' as source_name, quarantine_rule from intermediate.int_payments_refunds_judged where row_outcome = 'quarantined'
    union all
    select 'privacy_requests' as source_name, quarantine_rule from intermediate.int_privacy_requests_judged where row_outcome = 'quarantined'
    union all
    select 'products' as source_name, quarantine_rule from intermediate.int_products_judged where row_outcome = 'quarantined'
    union all
    select 'sales_targets' as source_name, quarantine_rule from intermediate.int_sales_targets_judged where row_outcome = 'quarantined'
    union all
    select 'service_tickets' as source_name, quarantine_rule from intermediate.int_service_tickets_judged where row_outcome = 'quarantined'
    union all
    select 'survey_responses' as source_name, quarantine_rule from intermediate.int_survey_responses_judged where row_outcome = 'quarantined'
    union all
    select 'web_events' as source_name, quarantine_rule from intermediate.int_web_events_judged where row_outcome = 'quarantined'
)
select quarantine_rule, source_name, count(*) as n_rows
from judged
group by all
order by all
