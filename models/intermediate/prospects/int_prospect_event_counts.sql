with prospect_rows as (

    select * from {{ ref('int_prospect_rows') }}

),

known as (

    select
        prospect_rows.customer_id,
        prospect_rows.snapshot_date,
        events.kind,
        {{ days_between('events.event_date', 'prospect_rows.snapshot_date') }} as days_ago
    from prospect_rows
    inner join {{ ref('int_prospect_events') }} as events
        on prospect_rows.customer_id = events.customer_id and prospect_rows.snapshot_date >= events.event_date

),

final as (

    select
        customer_id,
        snapshot_date,
        count(case when kind = 'web_visit' and days_ago < 30 then 1 end) as n_web_visits_30d,
        count(case when kind = 'web_visit' and days_ago < 180 then 1 end) as n_web_visits_180d,
        count(case when kind = 'web_cart' and days_ago < 180 then 1 end) as n_web_carts_180d,
        count(case when kind = 'touch_sent' and days_ago < 180 then 1 end) as n_touches_180d,
        count(case when kind = 'touch_opened' and days_ago < 180 then 1 end) as n_touches_opened_180d,
        count(case when kind = 'touch_clicked' and days_ago < 180 then 1 end) as n_touches_clicked_180d,
        count(case when kind = 'ticket' and days_ago < 180 then 1 end) as n_tickets_180d,
        count(case when kind = 'survey_answer' and days_ago < 180 then 1 end) as n_survey_answers_180d,
        count(case when kind = 'cancellation' then 1 end) as n_cancellation_days,
        min(case when kind <> 'touch_sent' then days_ago end) as days_since_action
    from known
    group by customer_id, snapshot_date

)

select * from final
