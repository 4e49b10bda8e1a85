with survey_responses as (

    select * from {{ ref('int_survey_responses_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('survey_responses') }}

select * from final
