{{ config(materialized=staged_as('campaign_touches')) }}

{#- A touch is exported again as its recipient goes on: the version that has got furthest is the latest. Who was held out got
    nothing, and is known from the campaign's start. -#}

with staged as (

    select * from {{ ref('stg_marketing__campaign_touches') }}

),

starts as (

    select
        campaign_id,
        min(started_at) as started_at
    from {{ ref('int_campaigns_judged') }}
    where quarantine_rule is null or quarantine_rule = 'future_date'
    group by campaign_id

),

as_of as (

    select * from {{ ref('as_of') }}

),

campaign_touches as (

    select
        staged.*,
        coalesce(staged.sent_at, starts.started_at) as known_at
    from staged
    left join starts on staged.campaign_id = starts.campaign_id

),

{{ judged_rows(
    'campaign_touches',
    latest=[
        'converted_at desc nulls last', 'clicked_at desc nulls last', 'opened_at desc nulls last',
        'delivered_at desc nulls last', 'sent_at desc nulls last'
    ],
    rules={'future_date': business_date('campaign_touches.known_at') ~ ' > as_of.as_of_date'}
) }}

select * from final
