{#- Tickets by month and by what they can be compared by; the place of each time among those of its cell, for percentiles. -#}
{%- set slices = {
    'all': "'all'", 'channel': 'tickets.channel', 'category': 'tickets.category', 'order_channel': 'tickets.order_channel',
} -%}

with service_tickets as (

    select * from {{ ref('int_service_tickets') }}

),

orders as (

    select * from {{ ref('orders') }}
    where is_valid_order

),

tickets as (

    select
        service_tickets.*,
        orders.channel as order_channel
    from service_tickets
    left join orders on service_tickets.order_id = orders.order_id

),

sliced as (

    {% for kind, value in slices.items() %}
        select
            cast({{ dbt.date_trunc('month', 'tickets.opened_date') }} as date) as month_date,
            '{{ kind }}' as slice_kind,
            coalesce({{ value }}, 'unknown') as slice_value,
            tickets.ticket_id,
            tickets.is_complaint,
            tickets.is_answered,
            tickets.is_closed,
            tickets.is_reopened,
            tickets.response_seconds,
            tickets.resolution_seconds
        from tickets
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        *,
        row_number() over (
            partition by month_date, slice_kind, slice_value order by response_seconds asc nulls last, ticket_id asc
        ) as response_place,
        row_number() over (
            partition by month_date, slice_kind, slice_value order by resolution_seconds asc nulls last, ticket_id asc
        ) as resolution_place
    from sliced

)

select * from final
