{#- When each customer would order next by its own gaps. A customer silent for a while has only gaps longer than that silence
    before it, so the expected date is the median of those. Half of such gaps end between the earliest and the latest date. -#}
{%- set gap_ahead = 'case when is_ahead then gap_days end' -%}
{#- The gaps ahead are the longest ones: all others lie before them -#}
{%- set n_ahead_before = '(n_before - (n_gaps - n_ahead))' -%}

with as_of as (

    select * from {{ ref('as_of') }}

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

customers as (

    select
        order_days.customer_id,
        as_of.as_of_date,
        max(order_days.ordered_date) as last_order_date,
        cast(count(*) as bigint) as n_order_days,
        {{ days_between('max(order_days.ordered_date)', 'as_of.as_of_date') }} as days_since_last
    from order_days
    cross join as_of
    group by order_days.customer_id, as_of.as_of_date

),

gaps as (

    select
        customer_id,
        gap_days,
        cast(count(*) as bigint) as n_equal
    from order_days
    where gap_days is not null
    group by customer_id, gap_days

),

placed as (

    select
        gaps.customer_id,
        gaps.gap_days,
        gaps.n_equal,
        gaps.gap_days > customers.days_since_last as is_ahead,
        cast(sum(gaps.n_equal) over (partition by gaps.customer_id) as bigint) as n_gaps,
        cast(sum(case when gaps.gap_days > customers.days_since_last then gaps.n_equal else 0 end) over (
            partition by gaps.customer_id
        ) as bigint) as n_ahead,
        cast(sum(gaps.n_equal) over (
            partition by gaps.customer_id order by gaps.gap_days rows between unbounded preceding and current row
        ) as bigint) - gaps.n_equal as n_before
    from gaps
    inner join customers on gaps.customer_id = customers.customer_id
    where customers.n_order_days >= 3

),

quartiles as (

    select
        customer_id,
        {% for percent in [25, 50, 75] %}
            {{ percentile('gap_days', percent, 'n_before', 'n_equal', 'n_gaps') }} as p{{ percent }}_gap_days,
            {{ percentile(gap_ahead, percent, n_ahead_before, 'n_equal', 'n_ahead') }} as p{{ percent }}_ahead_days,
        {% endfor %}
        n_ahead
    from placed
    group by customer_id, n_gaps, n_ahead

),

final as (

    select
        customers.customer_id,
        customers.as_of_date,
        case
            when customers.n_order_days < 3 then 'not_enough_data'
            when quartiles.n_ahead = 0 then 'silent'
            else 'predicted'
        end as status,
        case
            when customers.n_order_days < 3 then 'fewer_than_3_order_days'
            when quartiles.n_ahead = 0 then 'silent_longer_than_ever'
        end as reason_code,
        customers.n_order_days,
        customers.last_order_date,
        customers.days_since_last,
        {% for percent in [25, 50, 75] %}
            quartiles.p{{ percent }}_gap_days,
        {% endfor %}
        quartiles.n_ahead as n_longer_gaps,
        {% for name, percent in {'expected': 50, 'earliest': 25, 'latest': 75}.items() %}
            {{ days_before(
                'customers.last_order_date', '-cast(floor(quartiles.p' ~ percent ~ '_ahead_days + 0.5) as int)'
            ) }} as {{ name }}_next_order_date,
        {% endfor %}
        customers.days_since_last > quartiles.p50_gap_days as is_overdue
    from customers
    left join quartiles on customers.customer_id = quartiles.customer_id

)

select * from final
