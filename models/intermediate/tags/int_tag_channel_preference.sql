{#- Customers who order by one channel mostly, since their first order by it. -#}

with habits as (

    select * from {{ ref('int_customer_order_habits') }}
    where customer_id <> '{{ guest_customer_id() }}'

),

limits as (

    {{ tag_limits('channel_preference', ['min_orders', 'min_rate']) }}

),

final as (

    select
        habits.customer_id,
        'channel_preference' as tag,
        habits.preferred_channel as tag_value,
        {{ dbt.concat([
            'habits.preferred_channel', "': '", percent_text('habits.preferred_channel_rate'), "' of '",
            count_text('habits.n_channel_orders'), "' orders that name a channel'"
        ]) }} as reason,
        habits.preferred_channel_date as since_date
    from habits
    cross join limits
    where
        habits.n_channel_orders >= limits.min_orders
        and {{ reaches('habits.preferred_channel_rate', 'limits.min_rate') }}

)

select * from final
