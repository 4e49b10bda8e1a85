{{ config(materialized=staged_as('campaign_touches')) }}

{#- A touch is exported again as its recipient goes on: the version that has got furthest is the latest. -#}

with campaign_touches as (

    select * from {{ ref('stg_marketing__campaign_touches') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('campaign_touches', latest=[
    'converted_at desc nulls last', 'clicked_at desc nulls last', 'opened_at desc nulls last',
    'delivered_at desc nulls last', 'sent_at desc nulls last'
]) }}

select * from final
