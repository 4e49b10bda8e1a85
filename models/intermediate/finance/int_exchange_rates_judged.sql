{{ config(materialized=staged_as('exchange_rates')) }}

{#- Nothing in a rate says which of two for one day is later: the choice is arbitrary, the same on every run. -#}

with exchange_rates as (

    select * from {{ ref('stg_finance__exchange_rates') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('exchange_rates', rules={'rate_not_positive': 'exchange_rates.rate <= 0'}) }}

select * from final
