with labelled as (

    select * from {{ ref('int_churn_cutoff_rows') }}

),

known as (

    select
        labelled.customer_id,
        labelled.snapshot_date,
        events.kind,
        events.measured,
        {{ days_between('events.event_date', 'labelled.snapshot_date') }} as days_ago,
        dense_rank() over (
            partition by labelled.customer_id, labelled.snapshot_date, events.kind
            order by events.event_date desc
        ) as place
    from labelled
    inner join {{ ref('int_churn_events') }} as events
        on labelled.customer_id = events.customer_id and labelled.snapshot_date >= events.event_date

),

final as (

    select
        customer_id,
        snapshot_date,
        -- of several answers on one day the worst counts
        min(case when kind = 'nps' and place = 1 then measured end) as nps_score,
        count(case when kind = 'refund' and days_ago < 90 then 1 end) as n_refund_days_90d,
        count(case when kind = 'cancellation' and days_ago < 90 then 1 end) as n_cancellation_days_90d,
        count(case when kind = 'complaint' and days_ago < 180 then 1 end) as n_complaints_180d,
        count(case when kind = 'web_visit' and days_ago < 90 then 1 end) as n_web_visits_90d
    from known
    group by customer_id, snapshot_date

)

select * from final
