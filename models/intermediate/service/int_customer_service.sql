with tickets as (

    select * from {{ ref('int_service_tickets') }}
    where customer_id is not null

),

final as (

    select
        customer_id,
        count(*) as n_tickets,
        count(case when days_ago < 365 then 1 end) as n_tickets_365d,
        count(case when not is_closed then 1 end) as n_open_tickets,
        count(case when is_complaint then 1 end) as n_complaints,
        count(case when is_complaint and days_ago < 365 then 1 end) as n_complaints_365d,
        count(case when is_reopened then 1 end) as n_reopened_tickets,
        cast(sum(response_seconds) as double) / 3600 / nullif(count(response_seconds), 0) as mean_first_response_hours,
        cast(sum(resolution_seconds) as double) / 3600 / nullif(count(resolution_seconds), 0) as mean_resolution_hours,
        cast(cast(sum(satisfaction_score) as decimal(28, 4)) * 10000 as double) / 10000
        / nullif(count(satisfaction_score), 0) as mean_ticket_satisfaction,
        max(opened_date) as last_ticket_date
    from tickets
    group by customer_id

)

select * from final
