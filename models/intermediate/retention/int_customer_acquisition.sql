{#- Where each customer came from: the first valid order, by day, time and number, and what it was of. Lines that join the order
    on a later day say nothing of it, so a customer's origin never changes. -#}

with orders as (

    select * from {{ ref('orders') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}

),

order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product and ordered_date = order_date

),

catalogue as (

    select * from {{ ref('int_products_judged') }}
    where row_outcome = 'kept' and category is not null

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

campaigned as (

    select bool_or(campaign_id is not null) as has_campaigns
    from orders

),

first_orders as (

    select
        orders.*,
        row_number() over (partition by orders.customer_id order by orders.ordered_at asc, orders.order_id asc) as place
    from orders
    inner join customer_orders
        on orders.customer_id = customer_orders.customer_id and orders.ordered_date = customer_orders.first_order_date
    where orders.is_valid_order and not orders.is_guest

),

first_categories as (

    select
        first_orders.order_id,
        catalogue.category,
        row_number() over (
            partition by first_orders.order_id
            order by sum(order_lines.revenue_amount) desc, catalogue.category asc
        ) as place
    from first_orders
    inner join order_lines on first_orders.order_id = order_lines.order_id
    inner join catalogue on order_lines.product_id = catalogue.product_id
    where first_orders.place = 1
    group by first_orders.order_id, catalogue.category

),

final as (

    select
        first_orders.customer_id,
        first_orders.order_id as first_order_id,
        first_orders.ordered_date as first_order_date,
        cast({{ dbt.date_trunc('month', 'first_orders.ordered_date') }} as date) as cohort_month,
        coalesce(first_orders.channel, 'unknown') as first_channel,
        coalesce(first_orders.region, 'unknown') as first_region,
        coalesce(first_categories.category, 'unknown') as first_category,
        coalesce(first_orders.campaign_id, case when campaigned.has_campaigns then 'none' else 'unknown' end)
            as acquisition_campaign_id,
        coalesce(profiles.customer_type, 'unknown') as customer_type
    from first_orders
    cross join campaigned
    left join first_categories on first_orders.order_id = first_categories.order_id and first_categories.place = 1
    left join profiles on first_orders.customer_id = profiles.customer_id
    where first_orders.place = 1

)

select * from final
