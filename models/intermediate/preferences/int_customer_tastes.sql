{#- What most of the net revenue went to, and its share. Products that a customer gave back count nothing, so no share is above 1
    or below 0. Of equals the first by name stands. -#}

with products as (

    select
        *,
        greatest(net_revenue_amount, 0) as kept_amount
    from {{ ref('int_customer_products') }}

),

{% for taste in ['category', 'price_tier'] %}
    {{ taste }}_amounts as (

        select
            customer_id,
            {{ taste }},
            sum(kept_amount) as kept_amount,
            sum(sum(kept_amount)) over (partition by customer_id) as all_amount,
            row_number() over (partition by customer_id order by sum(kept_amount) desc, {{ taste }} asc) as place
        from products
        where {{ taste }} is not null and kept_amount > 0
        group by customer_id, {{ taste }}

    ),
{% endfor %}

margins as (

    select
        customer_id,
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
        margins.customer_id,
        margins.product_revenue_amount,
        margins.costed_revenue_amount,
        margins.net_margin_amount,
        margins.high_margin_rate,
        category_amounts.category as top_category,
        cast(category_amounts.kept_amount as double) / cast(category_amounts.all_amount as double) as top_category_rate,
        price_tier_amounts.price_tier as top_price_tier,
        cast(price_tier_amounts.kept_amount as double) / cast(price_tier_amounts.all_amount as double) as top_price_tier_rate
    from margins
    left join category_amounts on margins.customer_id = category_amounts.customer_id and category_amounts.place = 1
    left join price_tier_amounts on margins.customer_id = price_tier_amounts.customer_id and price_tier_amounts.place = 1

)

select * from final
