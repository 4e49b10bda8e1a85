{#- Customers with several large orders of late and a taste for upper price tiers, since the order that made it so many. Where no
    price tier is known, nobody is known to have that taste. -#}

with days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

tastes as (

    select * from {{ ref('int_customer_tastes') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

limits as (

    {{ tag_limits('high_value_active', ['months', 'min_orders', 'min_mean_order_amount', 'min_upper_tier_rate']) }}

),

recent as (

    select
        days.customer_id,
        days.ordered_date,
        days.n_orders,
        days.order_amount,
        sum(days.n_orders) over (
            partition by days.customer_id order by days.ordered_date rows between unbounded preceding and current row
        ) as n_orders_so_far
    from days
    cross join as_of
    cross join limits
    where days.ordered_date > cast({{ dbt.dateadd('month', 'cast(-limits.months as int)', 'as_of.as_of_date') }} as date)

),

totals as (

    select
        recent.customer_id,
        limits.months,
        cast(sum(recent.n_orders) as bigint) as n_orders,
        cast(sum(recent.order_amount) as decimal(18, 4)) as order_amount,
        min(case when recent.n_orders_so_far >= limits.min_orders then recent.ordered_date end) as since_date
    from recent
    cross join limits
    group by recent.customer_id, limits.months, limits.min_orders, limits.min_mean_order_amount
    having
        sum(recent.n_orders) >= limits.min_orders
        and sum(recent.order_amount) >= limits.min_mean_order_amount * cast(sum(recent.n_orders) as bigint)

),

final as (

    select
        totals.customer_id,
        'high_value_active' as tag,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        {{ dbt.concat([
            count_text('totals.n_orders'), "' orders of '", amount_text(mean_amount('totals.order_amount', 'totals.n_orders')),
            "' on average in the last '", count_text('totals.months'), "' months; '",
            percent_text('tastes.upper_price_tier_rate'),
            "' of revenue with a known price tier went to upper price tiers'"
        ]) }} as reason,
        totals.since_date
    from totals
    cross join limits
    inner join tastes on totals.customer_id = tastes.customer_id
    where {{ reaches('tastes.upper_price_tier_rate', 'limits.min_upper_tier_rate') }}

)

select * from final
