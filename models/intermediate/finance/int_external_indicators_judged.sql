{{ config(materialized=staged_as('external_indicators')) }}

{#- Nothing in a value says which of two for one month is later: the choice is arbitrary, the same on every run. -#}

with external_indicators as (

    select * from {{ ref('stg_finance__external_indicators') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('external_indicators') }}

select * from final
