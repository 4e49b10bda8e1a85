{#- What was known of each eligible customer beside ordering, at each cutoff. An event counts from its day on; a complaint that
    was closed later is open until then. -#}

{%- set lookback_days = var('churn_lookback_days') -%}
{%- set windows = {
    'complaint': [180, lookback_days] | max, 'ticket': lookback_days, 'answer': [180, lookback_days] | max,
    'web_visit': [365, lookback_days] | max,
    'touch': lookback_days, 'response': [180, lookback_days] | max, 'withdrawal': 365, 'points_earned': 180,
    'points_redeemed': [180, lookback_days] | max, 'refund': 90, 'cancellation': 90,
} -%}
{#- The line between detractors and others, 6 of 10 and less, on any scale; and that of promoters -#}
{%- set low_below, high_from = 0.7, 0.9 -%}

with snapshots as (

    select
        customer_id,
        snapshot_date,
        recency_days
    from {{ ref('int_customer_snapshots') }}
    where n_orders_churn_lookback > 0

),

windows as (

    {% for kind, days in windows.items() %}
        select
            '{{ kind }}' as kind,
            {{ days }} as window_days
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

known as (

    select
        snapshots.customer_id,
        snapshots.snapshot_date,
        snapshots.recency_days,
        events.kind,
        events.measured,
        coalesce(events.end_date > snapshots.snapshot_date, true) as is_open,
        {{ days_between('events.event_date', 'snapshots.snapshot_date') }} as days_ago
    from {{ ref('int_churn_events') }} as events
    inner join windows on events.kind = windows.kind
    inner join snapshots
        on
            events.customer_id = snapshots.customer_id
            and events.event_date <= snapshots.snapshot_date
            and {{ days_between('events.event_date', 'snapshots.snapshot_date') }} < windows.window_days

),

counted as (

    select
        customer_id,
        snapshot_date,
        count(case when kind = 'complaint' and days_ago < 180 then 1 end) as n_complaints_180d,
        count(case when kind = 'complaint' and is_open and days_ago < 180 then 1 end) as n_open_complaints_180d,
        count(case when kind = 'answer' and measured < {{ low_below }} and days_ago < 180 then 1 end) as n_low_answers_180d,
        count(case when kind = 'answer' and measured >= {{ high_from }} and days_ago < 180 then 1 end) as n_high_answers_180d,
        count(case when kind = 'web_visit' and days_ago < 90 then 1 end) as n_web_visits_90d,
        count(case when kind = 'web_visit' and days_ago >= 90 and days_ago < 365 then 1 end) as n_earlier_web_visits,
        count(case when kind = 'touch' and days_ago <= recency_days then 1 end) as n_touches_since_order,
        count(case when kind = 'response' and days_ago < 180 then 1 end) as n_responses_180d,
        count(case when kind = 'withdrawal' then 1 end) as n_withdrawals_365d,
        sum(case when kind = 'points_earned' and days_ago < 180 then measured else 0 end) as points_earned_180d,
        sum(case when kind = 'points_redeemed' and days_ago < 180 then measured else 0 end) as points_redeemed_180d,
        count(case when kind = 'refund' then 1 end) as n_refund_days_90d,
        count(case when kind = 'cancellation' then 1 end) as n_cancellation_days_90d,
        max(
            case
                when kind in ('complaint', 'ticket', 'answer', 'web_visit', 'response', 'points_redeemed')
                    then greatest(recency_days - days_ago, 0)
            end
        ) as last_sign_days
    from known
    group by customer_id, snapshot_date

),

final as (

    select
        customer_id,
        snapshot_date,
        n_complaints_180d,
        n_open_complaints_180d,
        n_low_answers_180d,
        n_high_answers_180d,
        n_web_visits_90d,
        -- those of the 275 days before say how many 90 days usually have
        greatest(cast(n_earlier_web_visits as double) * 90 / 275 - n_web_visits_90d, 0) as n_missed_web_visits_90d,
        n_touches_since_order,
        n_responses_180d,
        n_withdrawals_365d,
        cast(points_earned_180d as decimal(18, 4)) as points_earned_180d,
        cast(points_redeemed_180d as decimal(18, 4)) as points_redeemed_180d,
        cast(coalesce(last_sign_days, 0) as bigint) as days_from_order_to_last_sign,
        n_refund_days_90d,
        n_cancellation_days_90d
    from counted

)

select * from final
