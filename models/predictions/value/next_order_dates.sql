{#- When each customer would order next by its own gaps. A customer silent for a while has only gaps longer than that silence
    before it, so the expected date is the median of those. One more such gap would end between the earliest and the latest
    date half of the time. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

-- The first order day alone has no gap before it
customers as (

    select
        customer_id,
        max(ordered_date) as last_order_date,
        cast(count(*) as bigint) as n_order_days,
        {{ sorted_list('gap_days') }} as gaps
    from order_days
    group by customer_id

),

silences as (

    select
        customers.*,
        as_of.as_of_date,
        customers.n_order_days - 1 as n_gaps,
        {{ days_between('customers.last_order_date', 'as_of.as_of_date') }} as days_since_last
    from customers
    cross join as_of

),

longer as (

    select
        *,
        {{ higher_of_list('gaps', 'days_since_last') }} as longer_gaps
    from silences

),

-- NULL below 3 order days, so that neither quartiles nor dates follow.
counted as (

    select
        *,
        case when n_order_days >= 3 then cast({{ list_size('longer_gaps') }} as bigint) end as n_longer_gaps
    from longer

),

known as (

    select
        customer_id,
        as_of_date,
        last_order_date,
        n_order_days,
        days_since_last,
        n_longer_gaps,
        {% for number in [1, 2, 3] %}
            case when n_order_days >= 3 then {{ quartile_of('gaps', 'n_gaps', number) }} end as p{{ 25 * number }}_gap_days,
        {% endfor %}
        cast(floor({{ quartile_of_next('longer_gaps', 'n_longer_gaps', 1) }} + 0.5) as int) as p25_ahead_days,
        cast(floor({{ quartile_of('longer_gaps', 'n_longer_gaps', 2) }} + 0.5) as int) as p50_ahead_days,
        cast(floor({{ quartile_of_next('longer_gaps', 'n_longer_gaps', 3) }} + 0.5) as int) as p75_ahead_days
    from counted

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
