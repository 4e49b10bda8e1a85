{{ config(materialized=staged_as('privacy_requests')) }}

{#- An open request is exported again once it is completed. -#}

with privacy_requests as (

    select * from {{ ref('stg_crm__privacy_requests') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('privacy_requests', latest=['completed_at desc nulls last', 'requested_at desc nulls last']) }}

select * from final
