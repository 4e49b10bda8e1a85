{{ config(materialized=staged_as('web_events')) }}

with web_events as (

    select * from {{ ref('stg_web__events') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('web_events', latest=['occurred_at desc nulls last']) }}

select * from final
