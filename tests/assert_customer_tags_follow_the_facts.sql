-- Who is high-value active and who is complaint-prone, once more from orders, items and tickets, with the seed's limits.
with limits as (

    select
        max(case when tag = 'high_value_active' and rule = 'months' then limit_value end) as months,
        max(case when tag = 'high_value_active' and rule = 'min_orders' then limit_value end) as min_orders,
        max(case when tag = 'high_value_active' and rule = 'min_mean_order_amount' then limit_value end) as min_mean_order_amount,
        max(case when tag = 'high_value_active' and rule = 'min_upper_tier_rate' then limit_value end) as min_upper_tier_rate,
        max(case when tag = 'complaint_prone' and rule = 'days' then limit_value end) as days,
        max(case when tag = 'complaint_prone' and rule = 'min_complaints' then limit_value end) as min_complaints
    from {{ ref('tag_rules') }}

),

orders as (

    select
        orders.customer_id,
        count(*) as n_orders,
        sum(orders.net_revenue_amount) as order_amount
    from {{ ref('int_order_days') }} as orders
    cross join {{ ref('as_of') }} as as_of
    cross join limits
    where
        orders.is_valid_order
        and not orders.is_guest
        and orders.ordered_date > cast({{ dbt.dateadd('month', 'cast(-limits.months as int)', 'as_of.as_of_date') }} as date)
    group by orders.customer_id

),

goods as (

    select
        customer_id,
        order_id,
        sum(revenue_amount) as goods_amount
    from {{ ref('order_items') }}
    where is_product and not is_refund
    group by customer_id, order_id

),

kept as (

    select
        items.customer_id,
        items.product_id,
        items.price_tier,
        greatest(sum(
            case
                when items.is_refund or goods.goods_amount <= 0 or less.deduction_amount is null
                    then cast(items.revenue_amount as double)
                else
                    cast(items.revenue_amount as double)
                    * greatest(1 + less.deduction_amount / cast(goods.goods_amount as double), 0)
            end
        ), 0) as kept_amount
    from {{ ref('order_items') }} as items
    left join goods on items.customer_id = goods.customer_id and items.order_id = goods.order_id
    left join {{ ref('int_order_deductions') }} as less on items.customer_id = less.customer_id and items.order_id = less.order_id
    where items.is_product and not items.is_guest and items.price_tier is not null
    group by items.customer_id, items.product_id, items.price_tier

),

tiers as (

    select
        kept.customer_id,
        sum(case when price_tiers.is_upper then kept.kept_amount else 0 end) as upper_amount,
        sum(kept.kept_amount) as kept_amount
    from kept
    left join {{ ref('price_tiers') }} as price_tiers on kept.price_tier = price_tiers.price_tier
    group by kept.customer_id

),

expected as (

    select
        orders.customer_id,
        'high_value_active' as tag
    from orders
    cross join limits
    inner join tiers on orders.customer_id = tiers.customer_id
    where
        orders.n_orders >= limits.min_orders
        and orders.order_amount >= limits.min_mean_order_amount * orders.n_orders
        and tiers.kept_amount > 0
        and tiers.upper_amount >= (cast(limits.min_upper_tier_rate as double) - 0.0000005) * tiers.kept_amount
    union all
    select
        customer_360.customer_id,
        'complaint_prone' as tag
    from {{ ref('customer_360') }} as customer_360
    cross join limits
    where limits.days = 365 and customer_360.n_complaints_365d >= limits.min_complaints

),

found as (

    select
        customer_tags.customer_id,
        customer_tags.tag
    from {{ ref('customer_tags') }} as customer_tags
    cross join limits
    where customer_tags.tag = 'high_value_active' or (customer_tags.tag = 'complaint_prone' and limits.days = 365)

)

select
    expected.customer_id as expected_customer_id,
    found.customer_id,
    coalesce(expected.tag, found.tag) as tag
from expected
full outer join found on expected.customer_id = found.customer_id and expected.tag = found.tag
where expected.customer_id is null or found.customer_id is null
