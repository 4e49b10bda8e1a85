{#- Customers who often buy at a discount or with coupons, since the first order so bought. The reason tells what the company
    notes. -#}
{%- set discount_text = dbt.concat(["'discounts of '", percent_text('shares.discount_rate'), "' of sales before them'"]) -%}
{%- set coupon_text = dbt.concat([
    "'coupons on '", count_text('shares.n_coupon_orders'), "' of '", count_text('shares.n_orders'), "' orders'"
]) -%}

with habits as (

    select * from {{ ref('int_customer_order_habits') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}
    where not is_guest

),

limits as (

    {{ tag_limits('discount_seeker', ['min_orders', 'min_discount_rate', 'min_coupon_order_rate']) }}

),

shares as (

    select
        habits.customer_id,
        habits.first_discount_date,
        habits.n_coupon_orders,
        customer_orders.n_orders,
        coalesce(habits.discount_rate, 0) as discount_rate,
        cast(habits.n_coupon_orders as double) / nullif(customer_orders.n_orders, 0) as coupon_order_rate
    from habits
    inner join customer_orders on habits.customer_id = customer_orders.customer_id

),

final as (

    select
        shares.customer_id,
        'discount_seeker' as tag,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        concat_ws(
            '; ',
            {{ noted(discount_text, [('orders', 'discount_amount'), ('order_items', 'discount_amount')], dbt.type_string()) }},
            {{ noted(coupon_text, [('orders', 'coupon_code')], dbt.type_string()) }}
        ) as reason,
        shares.first_discount_date as since_date
    from shares
    cross join limits
    where
        shares.n_orders >= limits.min_orders
        and (
            {{ reaches('shares.discount_rate', 'limits.min_discount_rate') }}
            or {{ reaches('shares.coupon_order_rate', 'limits.min_coupon_order_rate') }}
        )

)

select * from final
