{#- Where each customer came from: the first valid order, by day, time and number, and what it was of. Its products are those of
    the first day on which it has any, as some exports stamp lines after midnight; what joins the order or comes back later says
    nothing of it, so a customer's origin never changes. -#}

with orders as (

    select * from {{ ref('orders') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}

),

order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product

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

first_lines as (

    select
        order_lines.*,
        min(case when not order_lines.is_refund then order_lines.ordered_date end) over (partition by order_lines.order_id)
            as first_date
    from first_orders
    inner join order_lines on first_orders.order_id = order_lines.order_id
    where first_orders.place = 1

),

first_categories as (

    select
        first_lines.order_id,
        catalogue.category,
        row_number() over (
            partition by first_lines.order_id
            order by sum(first_lines.revenue_amount) desc, catalogue.category asc
        ) as place
    from first_lines
    inner join catalogue on first_lines.product_id = catalogue.product_id
    where first_lines.ordered_date = first_lines.first_date
    group by first_lines.order_id, catalogue.category

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
