{#- Orders with the rate that turns their currency into the reporting one on their day. A version of an order that names no
    customer is of the one that its other versions name. -#}

with staged as (

    select * from {{ ref('stg_sales__orders') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

statuses as (

    select * from {{ ref('order_statuses') }}

),

lowest_accepted as (

    select min(status_rank) as status_rank from statuses
    where is_accepted

),

reporting as (

    select * from {{ ref('int_reporting_currency') }}

),

day_rates as (

    select * from {{ ref('int_daily_exchange_rates') }}

),

repeated_orders as (

    select
        staged.order_id,
        min(staged.customer_id) as customer_id,
        min(staged.customer_id) <> max(staged.customer_id) as has_conflicting_customers
    from staged
    cross join as_of
    where staged.order_amount is not null and staged.ordered_date between {{ company_start() }} and as_of.as_of_date
    group by staged.order_id
    having count(*) > 1

),

orders as (

    select
        staged.*,
        -- A state that is not listed is accepted: later than one before that, earlier than any listed one from there on
        coalesce(statuses.status_rank, lowest_accepted.status_rank - 0.5) as status_rank,
        coalesce(statuses.is_accepted, true) as is_accepted,
        coalesce(statuses.is_cancelled, false) as is_cancelled,
        case
            when staged.currency = reporting.reporting_currency or {{ names_no_currency('staged') }}
                then cast(1 as decimal(18, 12))
            else day_rates.rate
        end as exchange_rate,
        coalesce(staged.customer_id, repeated_orders.customer_id) as order_customer_id,
        coalesce(repeated_orders.has_conflicting_customers, false) as has_conflicting_customers
    from staged
    cross join reporting
    cross join lowest_accepted
    left join statuses on staged.status = statuses.status
    left join day_rates on staged.currency = day_rates.currency and staged.ordered_date = day_rates.business_date
    left join repeated_orders on staged.order_id = repeated_orders.order_id

),

{{ judged_rows('orders', latest=['status_rank desc nulls last', 'ordered_at desc'], rules={
    'no_exchange_rate': 'orders.exchange_rate is null',
    'amount_out_of_range': out_of_range(
        ['orders.order_amount', 'orders.discount_amount', 'orders.shipping_amount'], 'orders.exchange_rate'),
    'conflicting_customers': 'orders.has_conflicting_customers',
}) }}

select * from final
