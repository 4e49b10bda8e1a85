{{ config(materialized=staged_as('service_tickets')) }}

{#- A ticket goes on after it was closed when it is reopened: more often reopened is later. -#}

with service_tickets as (

    select * from {{ ref('stg_service__tickets') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('service_tickets', latest=[
    'reopened_count desc nulls last', 'closed_at desc nulls last', 'first_response_at desc nulls last',
    'opened_at desc nulls last'
]) }}

select * from final
