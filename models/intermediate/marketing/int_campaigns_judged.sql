{{ config(materialized=staged_as('campaigns')) }}

with campaigns as (

    select * from {{ ref('stg_marketing__campaigns') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows(
    'campaigns', changed_at='updated_at', latest=['started_at desc nulls last', 'ended_at desc nulls last']
) }}

select * from final
