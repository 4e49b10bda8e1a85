{#- Orders are counted where a slice has them: a ticket's own channel and category say nothing of the orders it is measured
    by. -#}
{%- set rests_on = {
    'n_tickets': [('service_tickets', 'ticket_id')],
    'n_complaints': complaint_columns(),
    'n_unanswered': [('service_tickets', 'first_response_at')],
    'n_open': [('service_tickets', 'ticket_id')],
    'n_ever_closed': [('service_tickets', 'closed_at')],
    'n_reopened': [('service_tickets', 'reopened_count')],
} -%}
{#- Where no ticket names an order, nothing is known of the tickets of a channel of orders. -#}
{%- set names_orders = gives([('service_tickets', 'order_id')]) -%}
{%- set without_tickets = '0' if names_orders else "case when slice_kind <> 'order_channel' then 0 end" -%}
{%- set n_complaints = noted('coalesce(counts.n_complaints, ' ~ without_tickets ~ ')', complaint_columns(), 'bigint') -%}

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
        {%- for count, columns in rests_on.items() %}
            {{ noted('coalesce(counts.' ~ count ~ ', ' ~ without_tickets ~ ')', columns, 'bigint') }} as {{ count }},
        {%- endfor %}
        cast(counts.total_response_seconds as double) / 3600 / nullif(counts.n_responses, 0) as first_response_mean_hours,
        cast(counts.median_response_seconds as double) / 3600 as first_response_median_hours,
        cast(ninetieth.response_seconds as double) / 3600 as first_response_p90_hours,
        cast(counts.total_resolution_seconds as double) / 3600 / nullif(counts.n_resolutions, 0) as resolution_mean_hours,
        cast(counts.median_resolution_seconds as double) / 3600 as resolution_median_hours,
        cast(ninetieth.resolution_seconds as double) / 3600 as resolution_p90_hours,
        cast({{ noted('counts.n_reopened', rests_on['n_reopened'], 'bigint') }} as double)
        / nullif({{ noted('counts.n_ever_closed', rests_on['n_ever_closed'], 'bigint') }}, 0) as reopen_rate,
        case when slice_kind in ('all', 'order_channel') then coalesce(order_counts.n_orders, 0) end as n_orders,
        case
            when slice_value <> 'unknown'
                then cast({{ n_complaints }} as double) / nullif(order_counts.n_orders, 0)
        end as complaint_rate,
        {{ is_complete("'month'", 'month_date', 'as_of.as_of_date', 'first_days.first_date') }} as is_complete
    from ticket_counts as counts
    full outer join order_counts using (month_date, slice_kind, slice_value)
    left join ninetieth using (month_date, slice_kind, slice_value)
    cross join as_of
    cross join first_days

)

select * from final
