{#- What happened to a ticket after the as-of day is not known: it is then still open. -#}

with tickets as (

    select * from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

owned as (

    select
        tickets.*,
        customer_ids.customer_id as ticket_customer_id,
        coalesce({{ business_date('tickets.closed_at') }} <= as_of.as_of_date, false) as is_closed,
        coalesce({{ business_date('tickets.closed_at') }} > as_of.as_of_date, false) as is_closed_later,
        {{ days_between('tickets.opened_date', 'as_of.as_of_date') }} as days_ago,
        case
            when
                tickets.first_response_at >= tickets.opened_at
                and {{ business_date('tickets.first_response_at') }} <= as_of.as_of_date
                then {{ seconds_between('tickets.opened_at', 'tickets.first_response_at') }}
        end as response_seconds,
        case
            when
                tickets.closed_at >= tickets.opened_at
                and {{ business_date('tickets.closed_at') }} <= as_of.as_of_date
                then {{ seconds_between('tickets.opened_at', 'tickets.closed_at') }}
        end as resolution_seconds
    from tickets
    cross join as_of
    inner join customer_ids
        on
            {{ contact_record_id(
                "'service_tickets'", 'tickets.customer_id', email='tickets.email', phone='tickets.phone'
            ) }} = customer_ids.record_id

),

final as (

    select
        ticket_customer_id as customer_id,
        count(*) as n_tickets,
        count(case when days_ago < 365 then 1 end) as n_tickets_365d,
        count(case when not is_closed then 1 end) as n_open_tickets,
        count(case when category = 'complaint' then 1 end) as n_complaints,
        count(case when category = 'complaint' and days_ago < 365 then 1 end) as n_complaints_365d,
        count(case when reopened_count > 0 and not is_closed_later then 1 end) as n_reopened_tickets,
        cast(sum(response_seconds) as double) / 3600 / nullif(count(response_seconds), 0) as mean_first_response_hours,
        cast(sum(resolution_seconds) as double) / 3600 / nullif(count(resolution_seconds), 0) as mean_resolution_hours,
        cast(sum(case when not is_closed_later then cast(satisfaction_score * 10000 as bigint) end) as double) / 10000
        / nullif(count(case when not is_closed_later then satisfaction_score end), 0) as mean_ticket_satisfaction,
        max(opened_date) as last_ticket_date
    from owned
    group by ticket_customer_id

)

select * from final
