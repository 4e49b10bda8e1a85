{{ config(materialized='view') }}

{#- What customers did or met with beside ordering, each on the day on which it was known. A web visit counts from the moment on
    at which a login has told whose it is: one that only a later login named was not known on its day. How often a ticket was
    reopened and a customer's tier are known of today alone, so they are no events. -#}

{%- set events = [
    {'kind': 'complaint', 'of': 'tickets', 'date': 'opened_date', 'end': 'closed_date', 'where': 'is_complaint'},
    {'kind': 'ticket', 'of': 'tickets', 'date': 'opened_date', 'end': 'closed_date', 'where': 'not is_complaint'},
    {'kind': 'answer', 'of': 'answers', 'date': 'responded_date', 'measured': 'scale_share'},
    {'kind': 'nps', 'of': 'answers', 'date': 'responded_date', 'measured': 'points', 'where': "survey_type = 'nps'"},
    {'kind': 'web_visit', 'of': 'web_visits', 'date': 'occurred_date'},
    {'kind': 'touch', 'of': 'touches', 'date': business_date('sent_at')},
    {'kind': 'response', 'of': 'touches', 'date': business_date('coalesce(opened_at, clicked_at)')},
    {'kind': 'withdrawal', 'of': 'withdrawals', 'date': business_date('changed_at')},
    {'kind': 'points_earned', 'of': 'point_moves', 'date': 'occurred_date', 'measured': 'points', 'where': "move_type = 'earn'"},
    {'kind': 'points_redeemed', 'of': 'point_moves', 'date': 'occurred_date', 'measured': '-points',
     'where': "move_type = 'redeem'"},
    {'kind': 'refund', 'of': 'customer_days', 'date': 'ordered_date', 'measured': 'refund_amount', 'where': 'refund_amount > 0'},
    {'kind': 'cancellation', 'of': 'customer_days', 'date': 'ordered_date', 'measured': 'n_cancellations',
     'where': 'n_cancellations > 0'},
] -%}

with customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

tickets as (

    select * from {{ ref('int_service_tickets') }}

),

answers as (

    select
        answers.*,
        {{ ten_thousandths('cast(answers.points - scales.lowest as double) * 10000 / (scales.highest - scales.lowest)') }}
            as scale_share
    from {{ ref('int_survey_answers') }} as answers
    inner join {{ ref('survey_scales') }} as scales on answers.survey_type = scales.survey_type
    where answers.is_answered and answers.points is not null and coalesce(answers.aspect, 'perception') = 'perception'

),

web_visits as (

    select * from {{ ref('int_web_event_customers') }}
    where is_known_visit_start

),

touches as (

    select
        stated.sent_at,
        stated.opened_at,
        stated.clicked_at,
        customer_ids.customer_id
    from {{ ref('int_campaign_touches_judged') }} as stated
    inner join customer_ids
        on {{ contact_record_id("'campaign_touches'", 'stated.customer_id', email='stated.email') }} = customer_ids.record_id
    where stated.row_outcome = 'kept' and not coalesce(stated.is_holdout, false)

),

withdrawals as (

    select
        stated.changed_at,
        customer_ids.customer_id
    from {{ ref('int_consents_judged') }} as stated
    inner join customer_ids
        on {{ contact_record_id("'consents'", 'stated.customer_id', email='stated.email') }} = customer_ids.record_id
    where
        stated.row_outcome = 'kept'
        and stated.status = 'withdrawn'
        and stated.is_of_marketing

),

point_moves as (

    select
        moves.points,
        moves.occurred_date,
        customer_ids.customer_id,
        coalesce(moves.transaction_type, case when moves.points < 0 then 'redeem' else 'earn' end) as move_type
    from {{ ref('int_loyalty_transactions_judged') }} as moves
    inner join customer_ids
        on {{ dbt.concat(["'loyalty_members:'", 'moves.loyalty_member_id']) }} = customer_ids.record_id
    where moves.row_outcome = 'kept'

),

customer_days as (

    select * from {{ ref('int_customer_days') }}

),

final as (

    {% for event in events %}
        select
            customer_id,
            '{{ event.kind }}' as kind,
            {{ event.date }} as event_date,
            {{ event.get('end', 'cast(null as date)') }} as end_date,
            cast({{ event.get('measured', '1') }} as decimal(18, 4)) as measured
        from {{ event.of }}
        where {{ event.date }} is not null and customer_id is not null {{- ' and ' ~ event.where if event.where }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
