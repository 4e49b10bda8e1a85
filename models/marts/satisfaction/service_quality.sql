{#- Orders are counted where a slice has them: a ticket's own channel and category say nothing of the orders it is measured
    by. -#}
{%- set reopenings = [('service_tickets', 'reopened_count')] -%}

with as_of as (

    select * from {{ ref('as_of') }}

),

tickets as (

    select * from {{ ref('int_service_ticket_slices') }}

),

orders as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as month_date
    from {{ ref('orders') }}
    where is_valid_order

),

-- Before the first ticket nobody knows whether there were none or none were kept
first_days as (

    select min(opened_date) as first_date from {{ ref('int_service_tickets') }}

),

order_counts as (

    select
        month_date,
        'all' as slice_kind,
        'all' as slice_value,
        count(*) as n_orders
    from orders
    group by month_date
    union all
    select
        month_date,
        'order_channel' as slice_kind,
        coalesce(channel, 'unknown') as slice_value,
        count(*) as n_orders
    from orders
    group by month_date, coalesce(channel, 'unknown')

),

ticket_counts as (

    select
        month_date,
        slice_kind,
        slice_value,
        count(*) as n_tickets,
        count(case when is_complaint then 1 end) as n_complaints,
        count(case when not is_answered then 1 end) as n_unanswered,
        count(case when not is_closed then 1 end) as n_open,
        count(case when is_closed or is_reopened then 1 end) as n_ever_closed,
        count(case when is_reopened then 1 end) as n_reopened,
        count(response_seconds) as n_responses,
        count(resolution_seconds) as n_resolutions,
        sum(response_seconds) as total_response_seconds,
        sum(resolution_seconds) as total_resolution_seconds,
        median(response_seconds) as median_response_seconds,
        median(resolution_seconds) as median_resolution_seconds
    from tickets
    group by month_date, slice_kind, slice_value

),

ninetieth as (

    select
        tickets.month_date,
        tickets.slice_kind,
        tickets.slice_value,
        min(case when tickets.response_place * 10 >= counts.n_responses * 9 then tickets.response_seconds end)
            as response_seconds,
        min(case when tickets.resolution_place * 10 >= counts.n_resolutions * 9 then tickets.resolution_seconds end)
            as resolution_seconds
    from tickets
    inner join ticket_counts as counts using (month_date, slice_kind, slice_value)
    group by tickets.month_date, tickets.slice_kind, tickets.slice_value

),

final as (

    select
        month_date,
        slice_kind,
        slice_value,
        {%- for count in ['n_tickets', 'n_complaints', 'n_unanswered', 'n_open', 'n_ever_closed'] %}
            {{ counted('counts.' ~ count, ['service_tickets']) }} as {{ count }},
        {%- endfor %}
        {{ noted('coalesce(counts.n_reopened, 0)', reopenings, 'bigint') }} as n_reopened,
        cast(counts.total_response_seconds as double) / 3600 / nullif(counts.n_responses, 0) as first_response_mean_hours,
        cast(counts.median_response_seconds as double) / 3600 as first_response_median_hours,
        cast(ninetieth.response_seconds as double) / 3600 as first_response_p90_hours,
        cast(counts.total_resolution_seconds as double) / 3600 / nullif(counts.n_resolutions, 0) as resolution_mean_hours,
        cast(counts.median_resolution_seconds as double) / 3600 as resolution_median_hours,
        cast(ninetieth.resolution_seconds as double) / 3600 as resolution_p90_hours,
        {{ noted('cast(counts.n_reopened as double) / nullif(counts.n_ever_closed, 0)', reopenings, 'double') }} as reopen_rate,
        case when slice_kind in ('all', 'order_channel') then coalesce(order_counts.n_orders, 0) end as n_orders,
        case
            when slice_value <> 'unknown'
                then {{ counted('cast(counts.n_complaints as double)', ['service_tickets']) }} / nullif(order_counts.n_orders, 0)
        end as complaint_rate,
        {{ is_complete("'month'", 'month_date', 'as_of.as_of_date', 'first_days.first_date') }} as is_complete
    from ticket_counts as counts
    full outer join order_counts using (month_date, slice_kind, slice_value)
    left join ninetieth using (month_date, slice_kind, slice_value)
    cross join as_of
    cross join first_days

)

select * from final
