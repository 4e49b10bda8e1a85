{#- When each customer would order next by its own gaps. A customer silent for a while has only gaps longer than that silence
    before it, so the expected date is the median of those. Half of such gaps end between the earliest and the latest date. -#}

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

measured as (

    select
        customers.*,
        {{ quartiles('order_days.gap_days') }} as gap_quartiles,
        {{ quartiles('case when order_days.gap_days > customers.days_since_last then order_days.gap_days end') }}
            as ahead_quartiles,
        count(case when order_days.gap_days > customers.days_since_last then 1 end) as n_ahead
    from order_days
    inner join customers on order_days.customer_id = customers.customer_id
    group by
        customers.customer_id, customers.as_of_date, customers.last_order_date, customers.n_order_days,
        customers.days_since_last

),

-- Fewer than 3 order days have no quartiles, and no dates by them
known as (

    select
        customer_id,
        as_of_date,
        last_order_date,
        n_order_days,
        days_since_last,
        case when n_order_days >= 3 then cast(n_ahead as bigint) end as n_longer_gaps,
        {% for number in [1, 2, 3] %}
            case when n_order_days >= 3 then {{ quartile_of('gap_quartiles', number) }} end as p{{ 25 * number }}_gap_days,
            case
                when n_order_days >= 3 then cast(floor({{ quartile_of('ahead_quartiles', number) }} + 0.5) as int)
            end as p{{ 25 * number }}_ahead_days{% if not loop.last %},{% endif %}
        {% endfor %}
    from measured

),

final as (

    select
        customer_id,
        as_of_date,
        case
            when n_order_days < 3 then 'not_enough_data'
            when n_longer_gaps = 0 then 'silent'
            else 'predicted'
        end as status,
        case
            when n_order_days < 3 then 'fewer_than_3_order_days'
            when n_longer_gaps = 0 then 'silent_longer_than_ever'
        end as reason_code,
        n_order_days,
        last_order_date,
        days_since_last,
        p25_gap_days,
        p50_gap_days,
        p75_gap_days,
        n_longer_gaps,
        {{ days_before('last_order_date', '-p50_ahead_days') }} as expected_next_order_date,
        {{ days_before('last_order_date', '-p25_ahead_days') }} as earliest_next_order_date,
        {{ days_before('last_order_date', '-p75_ahead_days') }} as latest_next_order_date,
        days_since_last > p50_gap_days as is_overdue
    from known

)

select * from final
