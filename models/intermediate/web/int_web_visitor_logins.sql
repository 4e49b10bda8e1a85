with web_events as (

    select * from {{ ref('int_web_events_judged') }}
    where row_outcome = 'kept' and anonymous_id is not null and login_id is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

logins as (

    select
        web_events.anonymous_id,
        web_events.occurred_at as login_at,
        customer_ids.customer_id
    from web_events
    left join customer_ids on {{ contact_record_id("'web_events'", 'web_events.login_id') }} = customer_ids.record_id

),

-- Of two people who log in on one device in the same second, neither is the one who went before or comes after.
final as (

    select
        anonymous_id,
        login_at,
        case when count(*) = count(customer_id) and min(customer_id) = max(customer_id) then min(customer_id) end as customer_id
    from logins
    group by anonymous_id, login_at

)

select * from final
