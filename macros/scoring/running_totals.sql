{# The CTE `totals`: each customer's history up to the end of each of its days with business, and the day that comes next. What
   was known on a date is the row whose day is not later and whose next day is; what lies in a window is the difference of two
   such rows. So a date is looked up instead of summed over again. Both tables are named wherever they are read, as a CTE that
   two read would be copied whole. #}
{% macro customer_day_totals(customer_days, reactivations) -%}
    {%- set first_of_month = 'cast(' ~ dbt.date_trunc('month', 'ordered_date') ~ ' as date)' -%}
running as (

    select
        customer_id,
        ordered_date,
        coalesce(
            lead(ordered_date) over (partition by customer_id order by ordered_date), cast('9999-12-31' as date)
        ) as next_date,
        min(case when is_order_day then ordered_date end) over history as first_order_date,
        max(case when is_order_day then ordered_date end) over history as last_order_date,
        cast(sum(n_orders) over history as bigint) as n_orders,
        cast(count(case when is_order_day then 1 end) over history as bigint) as n_order_days,
        cast(count(
            case
                when is_order_day and (gap_days is null or gap_days > {{ days_between(first_of_month, 'ordered_date') }}) then 1
            end
        ) over history as bigint) as n_active_months,
        max(gap_days) over history as max_gap_days,
        cast(sum(net_revenue_amount) over history as decimal(18, 4)) as net_revenue_amount,
        cast(sum(order_amount) over history as decimal(18, 4)) as order_amount,
        cast(sum(n_lines) over history as bigint) as n_lines,
        cast(sum(units) over history as decimal(18, 4)) as units,
        cast(sum(n_new_products) over history as bigint) as n_products,
        cast(sum(n_cancellations) over history as bigint) as n_cancellations,
        cast(sum(refund_amount) over history as decimal(18, 4)) as refund_amount
    from {{ customer_days }}
    window history as (
        partition by customer_id order by ordered_date rows between unbounded preceding and current row
    )

),

totals as (

    select
        running.*,
        last_days.gap_days as last_gap_days,
        reactivations.customer_id is not null as is_last_order_reactivation,
        last_days.order_amount as last_day_amount,
        last_days.n_lines as last_day_lines
    from running
    left join {{ customer_days }} as last_days
        on running.customer_id = last_days.customer_id and running.last_order_date = last_days.ordered_date
    left join {{ reactivations }} as reactivations
        on running.customer_id = reactivations.customer_id and running.last_order_date = reactivations.ordered_date

)
{%- endmacro %}


{# The CTEs `lookbacks` and `earlier`, over `totals` and `changed`: per customer and date the totals as they were so many days
   before; windows: the days by the name of the total. #}
{% macro earlier_totals(windows) -%}
lookbacks as (

    {%- for days in windows.values() | sum(start=[]) | unique if days %}

    {{ 'union all' if not loop.first }}
    select
        snapshot_date,
        {{ days }} as days,
        {{ days_before('snapshot_date', days) }} as day_before
    from changed
    {%- endfor %}

),

earlier as (

    select
        totals.customer_id,
        lookbacks.snapshot_date
        {%- for total, lengths in windows.items() %}
        {%- for days in lengths | unique if days %},
        max(case when lookbacks.days = {{ days }} then totals.{{ total }} end) as {{ total }}_{{ days }}
        {%- endfor %}
        {%- endfor %}
    from totals
    inner join lookbacks on totals.ordered_date <= lookbacks.day_before and totals.next_date > lookbacks.day_before
    group by totals.customer_id, lookbacks.snapshot_date

)
{%- endmacro %}


{# What a count of the row `known` gained in the days (snapshot date - days, snapshot date - until], by the row `earlier`. #}
{% macro count_within(total, days, until=0) -%}
    {%- set at_end = 'coalesce(earlier.' ~ total ~ '_' ~ until ~ ', 0)' if until else 'known.' ~ total -%}
    {{ at_end }} - coalesce(earlier.{{ total }}_{{ days }}, 0)
{%- endmacro %}


{# The same of an amount, or of units. #}
{% macro amount_within(total, days) -%}
    cast({{ count_within(total, days) }} as decimal(18, 4))
{%- endmacro %}
