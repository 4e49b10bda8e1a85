{#- What the seed churn_conditions asks of, as known at each cutoff. NULL where the question does not apply or the company does
    not give the input, no column that tells, or the input only from a day within the window on. -#}
{%- set complaints = counted_from('first_days.first_ticket_date', 'events.n_complaints_180d', 'labelled.snapshot_date', 180) -%}
{%- set complaints = noted(complaints, complaint_columns(), 'bigint') -%}
{%- set visits = counted_from('first_days.first_web_event_date', 'events.n_web_visits_90d', 'labelled.snapshot_date', 90) -%}
{%- set refunds = counted_from('first_days.first_payment_date', 'events.n_refund_days_90d', 'labelled.snapshot_date', 90) -%}
{%- set refunds = refunds if 'payments_refunds' in var('inputs') else 'coalesce(events.n_refund_days_90d, 0)' -%}
{%- set discounts = [('orders', 'discount_amount'), ('order_items', 'discount_amount')] -%}

with labelled as (

    select * from {{ ref('int_churn_cutoff_rows') }}

),

events as (

    select * from {{ ref('int_churn_event_counts') }}

),

first_days as (

    select * from {{ ref('int_churn_first_days') }}

),

-- Of several answers on one day the worst counts
answers as (

    select
        labelled.customer_id,
        labelled.snapshot_date,
        answers.measured as nps_score,
        row_number() over (
            partition by labelled.customer_id, labelled.snapshot_date order by answers.event_date desc, answers.measured asc
        ) as place
    from labelled
    inner join {{ ref('int_churn_events') }} as answers
        on
            labelled.customer_id = answers.customer_id
            and labelled.snapshot_date >= answers.event_date
            and answers.kind = 'nps'

),

last_days as (

    select distinct
        customer_id,
        last_order_date
    from labelled

),

last_orders as (

    select
        orders.customer_id,
        orders.ordered_date,
        coalesce(orders.channel, 'unknown') as last_channel,
        row_number() over (
            partition by orders.customer_id, orders.ordered_date order by orders.ordered_at desc, orders.order_id desc
        ) as place
    from {{ ref('orders') }} as orders
    inner join last_days on orders.customer_id = last_days.customer_id and orders.ordered_date = last_days.last_order_date
    where orders.is_valid_order

),

-- Lines that join an order on a later day may lie after the cutoff
goods as (

    select
        customer_id,
        product_id,
        ordered_date
    from {{ ref('order_items') }}
    where is_product and not is_refund and not is_late

),

last_products as (

    select
        goods.customer_id,
        goods.ordered_date,
        cast(count(distinct goods.product_id) as bigint) as n_last_products
    from goods
    inner join last_days on goods.customer_id = last_days.customer_id and goods.ordered_date = last_days.last_order_date
    group by goods.customer_id, goods.ordered_date

),

discounts as (

    select
        labelled.customer_id,
        labelled.snapshot_date,
        cast(sum(order_discounts.discount_amount) as double)
        / nullif(cast(sum(order_discounts.sales_amount + order_discounts.discount_amount) as double), 0) as discount_rate_365d
    from labelled
    inner join {{ ref('int_order_discounts') }} as order_discounts
        on
            labelled.customer_id = order_discounts.customer_id
            and order_discounts.source_name = 'orders'
            and labelled.snapshot_date >= order_discounts.ordered_date
            and {{ days_between('order_discounts.ordered_date', 'labelled.snapshot_date') }} < 365
    group by labelled.customer_id, labelled.snapshot_date

),

final as (

    select
        labelled.customer_id,
        labelled.snapshot_date,
        labelled.is_churned,
        labelled.recency_to_own_gap,
        cast(labelled.n_orders as double) as n_orders,
        cast(last_products.n_last_products as double) as n_last_products,
        last_orders.last_channel,
        {{ noted('discounts.discount_rate_365d', discounts, 'double') }} as discount_rate_365d,
        cast(answers.nps_score as double) as nps_score,
        cast({{ refunds }} as double) as n_refund_days_90d,
        cast(coalesce(events.n_cancellation_days_90d, 0) as double) as n_cancellation_days_90d,
        cast({{ noted(complaints, owner_columns('service_tickets'), 'bigint') }} as double) as n_complaints_180d,
        cast({{ noted(visits, owner_columns('web_events'), 'bigint') }} as double) as n_web_visits_90d
    from labelled
    cross join first_days
    left join last_orders
        on
            labelled.customer_id = last_orders.customer_id
            and labelled.last_order_date = last_orders.ordered_date
            and last_orders.place = 1
    left join last_products
        on labelled.customer_id = last_products.customer_id and labelled.last_order_date = last_products.ordered_date
    left join discounts
        on labelled.customer_id = discounts.customer_id and labelled.snapshot_date = discounts.snapshot_date
    left join events
        on labelled.customer_id = events.customer_id and labelled.snapshot_date = events.snapshot_date
    left join answers
        on
            labelled.customer_id = answers.customer_id
            and labelled.snapshot_date = answers.snapshot_date
            and answers.place = 1

)

select * from final
