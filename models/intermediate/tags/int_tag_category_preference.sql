{#- Customers most of whose net revenue went to one category, since they first bought of it. -#}

with tastes as (

    select * from {{ ref('int_customer_tastes') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}
    where not is_guest

),

limits as (

    {{ tag_limits('category_preference', ['min_orders', 'min_rate']) }}

),

final as (

    select
        tastes.customer_id,
        'category_preference' as tag,
        tastes.top_category as tag_value,
        {{ dbt.concat([
            'tastes.top_category', "': '", percent_text('tastes.top_category_rate'), "' of revenue with a known category, '",
            count_text('customer_orders.n_orders'), "' orders'"
        ]) }} as reason,
        tastes.top_category_date as since_date
    from tastes
    cross join limits
    inner join customer_orders on tastes.customer_id = customer_orders.customer_id
    where
        customer_orders.n_orders >= limits.min_orders
        and {{ reaches('tastes.top_category_rate', 'limits.min_rate') }}

)

select * from final
