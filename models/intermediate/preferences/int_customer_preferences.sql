{%- set costs = [('products', 'unit_cost')] -%}
{%- set costed_revenue = noted('coalesce(tastes.costed_revenue_amount, 0)', costs, 'decimal(18, 4)') -%}
{%- set is_without_purchase = 'habits.customer_id is null and tastes.product_revenue_amount is null' -%}
{#- Money given back to somebody who bought nothing that is known is lost; no goods came back for it -#}
{%- set given_back = 'coalesce(tastes.deduction_amount, 0)' -%}
{%- set margin = 'case when ' ~ is_without_purchase ~ ' then ' ~ given_back ~ ' else tastes.net_margin_amount end' -%}
{%- set coupons = [('orders', 'coupon_code')] -%}
{%- set discounts = [('orders', 'discount_amount'), ('order_items', 'discount_amount')] -%}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

tastes as (

    select * from {{ ref('int_customer_tastes') }}

),

habits as (

    select * from {{ ref('int_customer_order_habits') }}

),

final as (

    select
        profiles.customer_id,
        habits.preferred_channel,
        habits.preferred_channel_rate,
        tastes.top_category,
        tastes.top_category_rate,
        tastes.top_price_tier,
        tastes.top_price_tier_rate,
        tastes.high_margin_rate,
        {{ noted('coalesce(tastes.product_revenue_amount, 0)', product_columns(), 'decimal(18, 4)') }} as product_revenue_amount,
        {{ noted(costed_revenue, product_columns(), 'decimal(18, 4)') }} as costed_revenue_amount,
        {{ noted(noted(margin, costs, 'decimal(18, 4)'), product_columns(), 'decimal(18, 4)') }} as net_margin_amount,
        tastes.margin_coverage_rate,
        {{ noted('coalesce(habits.n_coupon_orders, 0)', coupons, 'bigint') }} as n_coupon_orders,
        {{ noted('coalesce(habits.discount_amount, 0)', discounts, 'decimal(18, 4)') }} as discount_amount,
        {{ noted('habits.discount_rate', discounts, 'double') }} as discount_rate
    from profiles
    left join tastes on profiles.customer_id = tastes.customer_id
    left join habits on profiles.customer_id = habits.customer_id

)

select * from final
