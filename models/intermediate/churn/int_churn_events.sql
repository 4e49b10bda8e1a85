{{ config(materialized='view') }}

{#- What customers did or met with beside ordering, each on the day on which it was known. A web visit that only a later login
    gave a name to was not known on its day, so it is left out. -#}

with customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

tickets as (

    select * from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept' and category = 'complaint'

),

responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and survey_type = 'nps' and score between 0 and 10 and coalesce(scale_max, 10) = 10

),

web_events as (

    select * from {{ ref('int_web_event_customers') }}
    where is_visit_start and customer_id is not null and match_type <> 'before_login'

),

customer_days as (

    select * from {{ ref('int_customer_days') }}

),

final as (

    select
        customer_ids.customer_id,
        'complaint' as kind,
        tickets.opened_date as event_date,
        cast(1 as decimal(18, 4)) as measured
    from tickets
    inner join customer_ids
        on
            {{ contact_record_id("'service_tickets'", 'tickets.customer_id', email='tickets.email', phone='tickets.phone') }}
            = customer_ids.record_id
    union all
    select
        customer_ids.customer_id,
        'nps' as kind,
        responses.responded_date as event_date,
        cast(responses.score as decimal(18, 4)) as measured
    from responses
    inner join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'responses.customer_id', email='responses.email') }}
            = customer_ids.record_id
    union all
    select
        customer_id,
        'web_visit' as kind,
        occurred_date as event_date,
        cast(1 as decimal(18, 4)) as measured
    from web_events
    union all
    select
        customer_id,
        'refund' as kind,
        ordered_date as event_date,
        refund_amount as measured
    from customer_days
    where refund_amount > 0
    union all
    select
        customer_id,
        'cancellation' as kind,
        ordered_date as event_date,
        cast(n_cancellations as decimal(18, 4)) as measured
    from customer_days
    where n_cancellations > 0

)

select * from final
