{#- What happened to a ticket after the as-of day is not known: it is then still open. It is a complaint by its category, and
    where it has none by its words. -#}

with tickets as (

    select * from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

sentiments as (

    select * from {{ ref('feedback_sentiment') }}
    where source_name = 'service_tickets'

),

as_of as (

    select * from {{ ref('as_of') }}

),

dated as (

    select
        tickets.*,
        customer_ids.customer_id as ticket_customer_id,
        sentiments.polarity,
        as_of.as_of_date,
        {{ business_date('tickets.first_response_at') }} as response_date,
        {{ business_date('tickets.closed_at') }} as closed_date
    from tickets
    cross join as_of
    left join sentiments on tickets.ticket_id = sentiments.feedback_id
    left join customer_ids
        on
            {{ contact_record_id(
                "'service_tickets'", 'tickets.customer_id', email='tickets.email', phone='tickets.phone'
            ) }} = customer_ids.record_id

),

final as (

    select
        ticket_id,
        ticket_customer_id as customer_id,
        product_id,
        order_id,
        channel,
        category,
        topic,
        opened_date,
        {{ days_between('opened_date', 'as_of_date') }} as days_ago,
        coalesce(category = 'complaint', polarity < 0, false) as is_complaint,
        coalesce(response_date <= as_of_date, false) as is_answered,
        coalesce(closed_date <= as_of_date, false) as is_closed,
        case when closed_date <= as_of_date then closed_date end as closed_date,
        coalesce(reopened_count > 0, false) and not coalesce(closed_date > as_of_date, false) as is_reopened,
        case
            when first_response_at >= opened_at and response_date <= as_of_date
                then {{ seconds_between('opened_at', 'first_response_at') }}
        end as response_seconds,
        case
            when closed_at >= opened_at and closed_date <= as_of_date
                then {{ seconds_between('opened_at', 'closed_at') }}
        end as resolution_seconds,
        case when not coalesce(closed_date > as_of_date, false) then satisfaction_score end as satisfaction_score
    from dated

)

select * from final
