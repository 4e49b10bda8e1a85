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

gaps as (

    select
        customer_id,
        gap_days,
        cast(count(*) as bigint) as n_equal
    from order_days
    where gap_days is not null
    group by customer_id, gap_days

),

kinds_of_gaps as (

    select
        'usual' as gap_kind,
        gaps.*
    from gaps
    union all
    select
        'ahead' as gap_kind,
        gaps.*
    from gaps
    inner join customers on gaps.customer_id = customers.customer_id and gaps.gap_days > customers.days_since_last

),

placed as (

    select
        *,
        cast(sum(n_equal) over (partition by customer_id, gap_kind) as bigint) as n_gaps,
        cast(sum(n_equal) over (
            partition by customer_id, gap_kind order by gap_days rows between unbounded preceding and current row
        ) as bigint) - n_equal as n_before
    from kinds_of_gaps

),

quartiles as (

    select
        customer_id,
        {% for percent in [25, 50, 75] %}
            {{ percentile('gap_days', percent, 'n_before', 'n_equal', 'n_gaps') }} as p{{ percent }}_gap_days,
        {% endfor %}
        gap_kind
    from placed
    group by customer_id, gap_kind, n_gaps

),

final as (

    select
        customers.customer_id,
        customers.as_of_date,
        case
            when customers.n_order_days < 3 then 'not_enough_data'
            when ahead.customer_id is null then 'silent'
            else 'predicted'
        end as status,
        case
            when customers.n_order_days < 3 then 'fewer_than_3_order_days'
            when ahead.customer_id is null then 'silent_longer_than_ever'
        end as reason_code,
        customers.n_order_days,
        customers.last_order_date,
        customers.days_since_last,
        {% for percent in [25, 50, 75] %}
            case when customers.n_order_days >= 3 then usual.p{{ percent }}_gap_days end as p{{ percent }}_gap_days,
        {% endfor %}
        {% for name, percent in {'expected': 50, 'earliest': 25, 'latest': 75}.items() %}
            case
                when customers.n_order_days >= 3
                    then {{ days_before(
                        'customers.last_order_date', '-cast(floor(ahead.p' ~ percent ~ '_gap_days + 0.5) as int)'
                    ) }}
            end as {{ name }}_next_order_date,
        {% endfor %}
        case when customers.n_order_days >= 3 then customers.days_since_last > usual.p50_gap_days end as is_overdue
    from customers
    left join quartiles as usual on customers.customer_id = usual.customer_id and usual.gap_kind = 'usual'
    left join quartiles as ahead on customers.customer_id = ahead.customer_id and ahead.gap_kind = 'ahead'

)

select * from final
