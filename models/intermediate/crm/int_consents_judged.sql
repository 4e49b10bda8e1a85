{{ config(materialized=staged_as('consents')) }}

with consents as (

    select * from {{ ref('stg_crm__consents') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('consents', latest=['changed_at desc nulls last']) }}

select * from final
