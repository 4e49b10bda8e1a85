with orders as (

    select * from {{ ref('orders') }}

),

latest_country as (

    select
        customer_id,
        country_code,
        country_name,
        row_number() over (partition by customer_id order by ordered_at desc, order_id desc) as recency_rank
    from orders

),

totals as (

    select
        customer_id,
        is_guest,
        cast(count(case when is_valid_order then 1 end) as bigint) as n_orders,
        cast(count(case when is_cancellation then 1 end) as bigint) as n_cancellations,
        cast(sum(sales_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        min(ordered_date) as first_seen_date,
        min(case when is_valid_order then ordered_date end) as first_order_date,
        max(case when is_valid_order then ordered_date end) as last_order_date
    from orders
    group by customer_id, is_guest

),

final as (

    select
        totals.customer_id,
        latest_country.country_code,
        latest_country.country_name,
        totals.n_orders,
        totals.n_cancellations,
        totals.sales_amount,
        totals.refund_amount,
        totals.net_revenue_amount,
        totals.is_guest,
        totals.first_seen_date,
        totals.first_order_date,
        totals.last_order_date
    from totals
    inner join latest_country on totals.customer_id = latest_country.customer_id
    where latest_country.recency_rank = 1

)

select * from final
