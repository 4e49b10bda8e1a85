{#- Guests are many: the guest customer has no country, as it has no region or customer type. -#}

with orders as (

    select * from {{ ref('orders') }}

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
        max(case when not is_guest and country_name <> 'Unknown' then ordered_at end) as last_named_at,
        min(ordered_date) as first_seen_date,
        min(case when is_valid_order then ordered_date end) as first_order_date,
        max(case when is_valid_order then ordered_date end) as last_order_date
    from orders
    group by customer_id, is_guest

),

countries as (

    select
        orders.customer_id,
        orders.country_code,
        orders.country_name,
        row_number() over (partition by orders.customer_id order by orders.order_id desc) as place
    from orders
    inner join totals on orders.customer_id = totals.customer_id and orders.ordered_at = totals.last_named_at
    where orders.country_name <> 'Unknown'

),

final as (

    select
        totals.customer_id,
        countries.country_code,
        coalesce(countries.country_name, 'Unknown') as country_name,
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
    left join countries on totals.customer_id = countries.customer_id and countries.place = 1

)

select * from final
