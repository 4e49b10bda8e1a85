{{ config(materialized='view') }}

{#- What people without an order did or were sent, each on the day on which it was known. A web visit counts from the moment on at
    which a login has told whose it is: one that only a later login named was not known on its day. -#}

with prospects as (

    select * from {{ ref('int_prospects') }}

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

web_events as (

    select * from {{ ref('int_web_event_customers') }}
    where customer_id is not null and match_type <> 'before_login'

),

tickets as (

    select * from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept'

),

responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and score is not null

),

touches as (

    select * from {{ ref('int_campaign_touches_judged') }}
    where row_outcome = 'kept' and not coalesce(is_holdout, false)

),

cancellations as (

    select * from {{ ref('int_customer_days') }}
    where n_cancellations > 0

),

events as (

    select
        customer_id,
        'web_visit' as kind,
        occurred_date as event_date
    from web_events
    where is_known_visit_start
    union all
    select
        customer_id,
        'web_cart' as kind,
        occurred_date as event_date
    from web_events
    where event_type = 'add_to_cart'
    union all
    select
        customer_ids.customer_id,
        'ticket' as kind,
        tickets.opened_date as event_date
    from tickets
    inner join customer_ids
        on
            {{ contact_record_id("'service_tickets'", 'tickets.customer_id', email='tickets.email', phone='tickets.phone') }}
            = customer_ids.record_id
    union all
    select
        customer_ids.customer_id,
        'survey_answer' as kind,
        responses.responded_date as event_date
    from responses
    inner join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'responses.customer_id', email='responses.email') }}
            = customer_ids.record_id
    {% for step in ['sent', 'opened', 'clicked'] %}
        union all
        select
            customer_ids.customer_id,
            'touch_{{ step }}' as kind,
            {{ business_date('touches.' ~ step ~ '_at') }} as event_date
        from touches
        inner join customer_ids
            on
                {{ contact_record_id("'campaign_touches'", 'touches.customer_id', email='touches.email') }}
                = customer_ids.record_id
    {% endfor %}
    union all
    select
        customer_id,
        'cancellation' as kind,
        ordered_date as event_date
    from cancellations

),

final as (

    select events.*
    from events
    inner join prospects on events.customer_id = prospects.customer_id
    where events.event_date < coalesce(prospects.first_order_date, cast('9999-12-31' as date))

)

select * from final
