{#- Customers with several large orders of late and a taste for upper price tiers, since the orders were so many and so large
    without a break up to now. Both change on days of orders and on those on which one drops out of the months that are looked
    at: the day that lies so many months later or, where its month is too short, the first of the next. Where no price tier is
    known, nobody is known to have that taste. -#}

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

orders as (

    select
        days.customer_id,
        days.ordered_date,
        days.n_orders,
        days.order_amount,
        limits.months,
        cast({{ dbt.dateadd('month', 'cast(limits.months as int)', 'days.ordered_date') }} as date) as months_later
    from days
    cross join limits
    inner join tastes on days.customer_id = tastes.customer_id
    where {{ reaches('tastes.upper_price_tier_rate', 'limits.min_upper_tier_rate') }}

),

changes as (

    select
        customer_id,
        ordered_date as changed_date,
        n_orders,
        order_amount
    from orders
    union all
    select
        customer_id,
        case
            when cast({{ dbt.dateadd('month', 'cast(-months as int)', 'months_later') }} as date) < ordered_date
                then {{ days_before('months_later', -1) }}
            else months_later
        end as changed_date,
        -n_orders as n_orders,
        -order_amount as order_amount
    from orders

),

totals as (

    select
        changes.customer_id,
        changes.changed_date,
        cast(sum(sum(changes.n_orders)) over history as bigint) as n_orders,
        cast(sum(sum(changes.order_amount)) over history as decimal(18, 4)) as order_amount
    from changes
    cross join as_of
    where changes.changed_date <= as_of.as_of_date
    group by changes.customer_id, changes.changed_date
    window history as (
        partition by changes.customer_id order by changes.changed_date rows between unbounded preceding and current row
    )

),

judged as (

    select
        totals.*,
        limits.months,
        totals.n_orders > 0
        and totals.n_orders >= limits.min_orders
        and totals.order_amount >= limits.min_mean_order_amount * totals.n_orders as is_held
    from totals
    cross join limits

),

run as (

    {{ unbroken_run('judged') }}

),

held as (

    select
        customer_id,
        months,
        max_by(n_orders, changed_date) as n_orders,
        max_by(order_amount, changed_date) as order_amount,
        min(changed_date) as since_date
    from run
    group by customer_id, months

),

final as (

    select
        held.customer_id,
        'high_value_active' as tag,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        {{ dbt.concat([
            count_text('held.n_orders'), "' orders of '", amount_text(mean_amount('held.order_amount', 'held.n_orders')),
            "' on average in the last '", count_text('held.months'), "' months; '",
            percent_text('tastes.upper_price_tier_rate'),
            "' of revenue with a known price tier went to upper price tiers'"
        ]) }} as reason,
        held.since_date
    from held
    inner join tastes on held.customer_id = tastes.customer_id

)

select * from final
