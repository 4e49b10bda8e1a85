{#- From when on inputs tell of customers: what lies before the first row of one is no time without complaints, visits or
    refunds. -#}

with tickets as (

    select min(opened_date) as first_ticket_date
    from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept'

),

web_events as (

    select min(occurred_date) as first_web_event_date
    from {{ ref('int_web_events_judged') }}
    where row_outcome = 'kept'

),

payments as (

    select min(paid_date) as first_payment_date
    from {{ ref('int_payments_refunds_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        tickets.first_ticket_date,
        web_events.first_web_event_date,
        payments.first_payment_date
    from tickets
    cross join web_events
    cross join payments

)

select * from final
