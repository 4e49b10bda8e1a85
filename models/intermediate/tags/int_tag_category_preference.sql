{#- Customers most of whose net revenue went to one category, since they first bought of it. -#}

with tastes as (

    select * from {{ ref('int_customer_tastes') }}
    where customer_id <> '{{ guest_customer_id() }}'

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
            'tastes.top_category', "': '", percent_text('tastes.top_category_rate'), "' of revenue with a known category, in '",
            count_text('tastes.n_category_orders'), "' orders'"
        ]) }} as reason,
        tastes.top_category_date as since_date
    from tastes
    cross join limits
    where
        tastes.n_category_orders >= limits.min_orders
        and {{ reaches('tastes.top_category_rate', 'limits.min_rate') }}

)

select * from final
