with web_events as (

    select * from {{ ref('int_web_event_customers') }}
    where customer_id is not null

),

as_of as (

    select * from {{ ref('as_of') }}

),

dated as (

    select
        web_events.*,
        {{ days_between('web_events.occurred_date', 'as_of.as_of_date') }} as days_ago,
        web_events.event_type in ('page_view', 'product_view') as is_view
    from web_events
    cross join as_of

),

final as (

    select
        customer_id,
        count(*) as n_web_events,
        count(case when match_type in ('before_login', 'after_login') then 1 end) as n_stitched_web_events,
        count(case when is_visit_start then 1 end) as n_web_visits,
        count(case when is_visit_start and days_ago < 30 then 1 end) as n_web_visits_30d,
        count(case when is_visit_start and days_ago < 365 then 1 end) as n_web_visits_365d,
        count(case when is_view and days_ago < 30 then 1 end) as n_web_views_30d,
        count(case when is_view and days_ago < 365 then 1 end) as n_web_views_365d,
        count(case when event_type = 'add_to_cart' and days_ago < 365 then 1 end) as n_web_carts_365d,
        min(occurred_date) as first_web_visit_date,
        max(occurred_date) as last_web_visit_date
    from dated
    group by customer_id

)

select * from final
