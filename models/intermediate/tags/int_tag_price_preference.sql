{#- Customers most of whose net revenue went to one price tier, since they first bought of it. -#}

with tastes as (

    select * from {{ ref('int_customer_tastes') }}
    where customer_id <> '{{ guest_customer_id() }}'

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
            "' of revenue with a known price tier, in '", count_text('tastes.n_price_tier_orders'), "' orders'"
        ]) }} as reason,
        tastes.top_price_tier_date as since_date
    from tastes
    cross join limits
    where
        tastes.n_price_tier_orders >= limits.min_orders
        and {{ reaches('tastes.top_price_tier_rate', 'limits.min_rate') }}

)

select * from final
