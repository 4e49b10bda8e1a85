{#- What most of the net revenue went to, and its share. Products that a customer gave back count nothing, so no share is above 1
    or below 0. Of equals the first by name stands. -#}

with products as (

    select * from {{ ref('int_customer_products') }}

),

price_tiers as (

    select * from {{ ref('price_tiers') }}

),

deductions as (

    select * from {{ ref('int_customer_deductions') }}

),

order_items as (

    select * from {{ ref('order_items') }}
    where is_product and not is_refund and (category is not null or price_tier is not null)

),

valid_orders as (

    select order_id from {{ ref('orders') }}
    where is_valid_order

),

telling_orders as (

    select
        order_items.customer_id,
        count(distinct case when order_items.category is not null then order_items.order_id end) as n_category_orders,
        count(distinct case when order_items.price_tier is not null then order_items.order_id end) as n_price_tier_orders
    from order_items
    inner join valid_orders on order_items.order_id = valid_orders.order_id
    group by order_items.customer_id

),

{% for taste in ['category', 'price_tier'] %}
    {{ taste }}_amounts as (

        select
            customer_id,
            {{ taste }},
            min(first_bought_date) as first_bought_date,
            sum(kept_amount) as kept_amount,
            sum(sum(kept_amount)) over (partition by customer_id) as all_amount,
            row_number() over (partition by customer_id order by sum(kept_amount) desc, {{ taste }} asc) as place
        from products
        where {{ taste }} is not null and kept_amount > 0
        group by customer_id, {{ taste }}

    ),
{% endfor %}

upper_tiers as (

    select
        products.customer_id,
        cast(sum(case when price_tiers.is_upper then products.kept_amount else 0 end) as double)
        / nullif(cast(sum(products.kept_amount) as double), 0) as upper_price_tier_rate
    from products
    left join price_tiers on products.price_tier = price_tiers.price_tier
    where products.price_tier is not null
    group by products.customer_id

),

margins as (

    select
        customer_id,
        sum(case when is_costed then kept_amount else 0 end) as costed_amount,
        sum(kept_amount) as kept_amount,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as product_revenue_amount,
        cast(sum(case when is_costed then net_revenue_amount end) as decimal(18, 4)) as costed_revenue_amount,
        cast(sum(case when is_costed then net_revenue_amount - cost_amount end) as decimal(18, 4)) as net_margin_amount,
        cast(sum(case when is_high_margin then kept_amount else 0 end) as double)
        / nullif(cast(sum(case when is_high_margin is not null then kept_amount else 0 end) as double), 0) as high_margin_rate
    from products
    group by customer_id

),

final as (

    select
        coalesce(margins.customer_id, deductions.customer_id) as customer_id,
        margins.product_revenue_amount,
        margins.costed_revenue_amount,
        cast(coalesce(deductions.deduction_amount, 0) as decimal(18, 4)) as deduction_amount,
        cast(margins.net_margin_amount + coalesce(deductions.deduction_amount, 0) as decimal(18, 4)) as net_margin_amount,
        cast(coalesce(margins.costed_amount, 0) as double)
        / nullif(cast(coalesce(margins.kept_amount, 0) + coalesce(deductions.unitemised_amount, 0) as double), 0)
            as margin_coverage_rate,
        margins.high_margin_rate,
        upper_tiers.upper_price_tier_rate,
        category_amounts.first_bought_date as top_category_date,
        price_tier_amounts.first_bought_date as top_price_tier_date,
        cast(coalesce(telling_orders.n_category_orders, 0) as bigint) as n_category_orders,
        cast(coalesce(telling_orders.n_price_tier_orders, 0) as bigint) as n_price_tier_orders,
        category_amounts.category as top_category,
        cast(category_amounts.kept_amount as double) / cast(category_amounts.all_amount as double) as top_category_rate,
        price_tier_amounts.price_tier as top_price_tier,
        cast(price_tier_amounts.kept_amount as double) / cast(price_tier_amounts.all_amount as double) as top_price_tier_rate
    from margins
    full outer join deductions on margins.customer_id = deductions.customer_id
    left join telling_orders on margins.customer_id = telling_orders.customer_id
    left join upper_tiers on margins.customer_id = upper_tiers.customer_id
    left join category_amounts on margins.customer_id = category_amounts.customer_id and category_amounts.place = 1
    left join price_tier_amounts on margins.customer_id = price_tier_amounts.customer_id and price_tier_amounts.place = 1

)

select * from final
