{{ config(materialized=staged_as('sales_targets')) }}

{#- Nothing in a target says which of two for one cell is later: the choice is arbitrary, the same on every run. -#}

with sales_targets as (

    select * from {{ ref('stg_finance__sales_targets') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('sales_targets') }}

select * from final
