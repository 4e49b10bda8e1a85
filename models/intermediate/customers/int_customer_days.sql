{#- One row per known customer and day with business: what was ordered and what was refunded on that day. A product is bought
    on the day its line became known: exports stamp items a day later than their order. -#}

with order_days as (

    select * from {{ ref('int_order_days') }}
    where not is_guest

),

order_lines as (

    select * from {{ ref('int_order_lines') }}
    where not is_guest and is_product and not is_refund

),

valid_orders as (

    select order_id from {{ ref('orders') }}
    where is_valid_order

),

new_products as (

    select
        customer_id,
        first_date as ordered_date,
        count(*) as n_new_products
    from (
        select
            order_lines.customer_id,
            order_lines.product_id,
            min(order_lines.ordered_date) as first_date
        from order_lines
        inner join valid_orders on order_lines.order_id = valid_orders.order_id
        group by order_lines.customer_id, order_lines.product_id
    ) as first_purchases
    group by customer_id, first_date

),

days as (

    select
        customer_id,
        ordered_date,
        cast(count(case when is_valid_order then 1 end) as bigint) as n_orders,
        cast(sum(case when is_valid_order then net_revenue_amount else 0 end) as decimal(18, 4)) as order_amount,
        cast(sum(case when is_valid_order then n_lines else 0 end) as bigint) as n_lines,
        cast(sum(case when is_valid_order then units else 0 end) as decimal(18, 4)) as units,
        cast(count(case when is_cancellation then 1 end) as bigint) as n_cancellations,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount
    from order_days
    group by customer_id, ordered_date

),

final as (

    select
        days.*,
        cast(coalesce(new_products.n_new_products, 0) as bigint) as n_new_products,
        days.n_orders > 0 as is_order_day,
        case
            when days.n_orders > 0 then {{ days_between(
                'lag(days.ordered_date) over (partition by days.customer_id, days.n_orders > 0 order by days.ordered_date)',
                'days.ordered_date') }}
        end as gap_days
    from days
    left join new_products
        on days.customer_id = new_products.customer_id and days.ordered_date = new_products.ordered_date

)

select * from final
