{#- Customers most of whose net revenue went to one price tier, since they first bought of it. -#}

with tastes as (

    select * from {{ ref('int_customer_tastes') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}
    where not is_guest

),

limits as (

    {{ tag_limits('price_preference', ['min_orders', 'min_rate']) }}

),

final as (

    select
        tastes.customer_id,
        'price_preference' as tag,
        tastes.top_price_tier as tag_value,
        {{ dbt.concat([
            'tastes.top_price_tier', "': '", percent_text('tastes.top_price_tier_rate'),
            "' of revenue with a known price tier, '", count_text('customer_orders.n_orders'), "' orders'"
        ]) }} as reason,
        tastes.top_price_tier_date as since_date
    from tastes
    cross join limits
    inner join customer_orders on tastes.customer_id = customer_orders.customer_id
    where
        customer_orders.n_orders >= limits.min_orders
        and {{ reaches('tastes.top_price_tier_rate', 'limits.min_rate') }}

)

select * from final
