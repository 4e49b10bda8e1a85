{#- Payments with the rate of their money: that of the order, so that a full refund leaves nothing, or else of their own day. -#}

with staged as (

    select * from {{ ref('stg_sales__payments_refunds') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

usable_orders as (

    select * from {{ ref('int_orders_judged') }}
    where row_outcome = 'kept'

),

reporting as (

    select * from {{ ref('int_reporting_currency') }}

),

day_rates as (

    select * from {{ ref('int_daily_exchange_rates') }}

),

payments_refunds as (

    select
        staged.*,
        usable_orders.order_id is not null as has_usable_order,
        case
            when {{ names_no_currency('staged') }} or staged.currency = usable_orders.currency then usable_orders.exchange_rate
            when staged.currency = reporting.reporting_currency then cast(1 as decimal(18, 12))
            else day_rates.rate
        end as exchange_rate
    from staged
    cross join reporting
    left join usable_orders on staged.order_id = usable_orders.order_id
    left join day_rates on staged.currency = day_rates.currency and staged.paid_date = day_rates.business_date

),

{{ judged_rows('payments_refunds', latest=['paid_at desc'], rules={
    'unknown_order': 'not payments_refunds.has_usable_order',
    'no_exchange_rate': 'payments_refunds.exchange_rate is null',
    'amount_out_of_range': out_of_range(['payments_refunds.amount'], 'payments_refunds.exchange_rate'),
}) }}

select * from final
