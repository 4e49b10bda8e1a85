{{ config(materialized=staged_as('survey_responses')) }}

{#- An invitation without answer has neither time nor score of one; an answer has both. -#}
{%- set rules = {
    'untypable_number': 'survey_responses.score is null and survey_responses.responded_at is not null',
    'untypable_date': 'survey_responses.responded_at is null and (survey_responses.invited_at is null or '
        ~ is_known_text('survey_responses.raw_score') ~ ')',
    'future_date': 'survey_responses.responded_at is null and '
        ~ business_date('survey_responses.invited_at') ~ ' > as_of.as_of_date',
} -%}

with survey_responses as (

    select * from {{ ref('stg_survey__responses') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('survey_responses', latest=['responded_at desc nulls last'], rules=rules) }}

select * from final
