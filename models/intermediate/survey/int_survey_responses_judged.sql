{{ config(materialized=staged_as('survey_responses')) }}

with survey_responses as (

    select * from {{ ref('stg_survey__responses') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('survey_responses', latest=['responded_at desc nulls last']) }}

select * from final
