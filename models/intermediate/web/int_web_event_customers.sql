{#- An event is of the customer who is logged in; else of the last login on the device up to it; else, where it is at most
    var web_stitch_days older, of the first login. So none crosses two logins. -#}

with web_events as (

    select * from {{ ref('int_web_events_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

logins as (

    select * from {{ ref('int_web_visitor_logins') }}

),

placed as (

    select
        web_events.event_id,
        coalesce(web_events.anonymous_id, web_events.event_id) as visitor_id,
        web_events.login_id,
        web_events.event_type,
        web_events.product_id,
        web_events.occurred_at,
        web_events.occurred_date,
        customer_ids.customer_id as login_customer_id,
        max(case when web_events.login_id is not null then web_events.occurred_at end) over (
            partition by coalesce(web_events.anonymous_id, web_events.event_id) order by web_events.occurred_at
        ) as last_login_at,
        min(case when web_events.login_id is not null then web_events.occurred_at end) over (
            partition by coalesce(web_events.anonymous_id, web_events.event_id)
        ) as first_login_at
    from web_events
    left join customer_ids on {{ contact_record_id("'web_events'", 'web_events.login_id') }} = customer_ids.record_id

),

stitched as (

    select
        *,
        case
            when last_login_at is not null then last_login_at
            when occurred_at >= {{ dbt.dateadd('day', '-(' ~ var('web_stitch_days') ~ ')', 'first_login_at') }}
                then first_login_at
        end as login_at
    from placed

),

owned as (

    select
        stitched.event_id,
        stitched.visitor_id,
        stitched.event_type,
        stitched.product_id,
        stitched.occurred_at,
        stitched.occurred_date,
        case
            when stitched.login_id is not null then stitched.login_customer_id
            else logins.customer_id
        end as customer_id,
        case
            when stitched.login_id is not null then 'login'
            when stitched.login_at is null then 'anonymous'
            when logins.customer_id is null then 'unclear_login'
            when stitched.last_login_at is null then 'before_login'
            else 'after_login'
        end as match_type
    from stitched
    left join logins on stitched.visitor_id = logins.anonymous_id and stitched.login_at = logins.login_at

),

followed as (

    select
        *,
        lag(occurred_at) over (partition by visitor_id order by occurred_at, event_id) as previous_at,
        lag(customer_id) over (partition by visitor_id order by occurred_at, event_id) as previous_customer_id,
        lag(match_type) over (partition by visitor_id order by occurred_at, event_id) as previous_match_type
    from owned

),

visits as (

    select
        *,
        previous_at is null
        or occurred_at > {{ dbt.dateadd('minute', var('web_visit_gap_minutes'), 'previous_at') }}
        or (customer_id is distinct from previous_customer_id) as is_visit_start
    from followed

),

known as (

    select
        visits.*,
        visits.match_type <> 'before_login'
        and (visits.is_visit_start or coalesce(visits.previous_match_type = 'before_login', false)) as is_known_visit_start
    from visits

),

final as (

    select
        event_id,
        visitor_id,
        customer_id,
        event_type,
        product_id,
        match_type,
        is_visit_start,
        is_known_visit_start,
        occurred_at,
        occurred_date
    from known

)

select * from final
