{{ config(materialized=staged_as('loyalty_members')) }}

with loyalty_members as (

    select * from {{ ref('stg_loyalty__members') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('loyalty_members', changed_at='updated_at', latest=['joined_at desc nulls last']) }}

select * from final
