{{ config(materialized='view') }}

{#- From which day up to which a rate holds: up to the day before the currency's next one. -#}

with rates as (

    select * from {{ ref('int_exchange_rates_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        currency,
        rate,
        rate_date as first_date,
        lead(rate_date) over (partition by currency order by rate_date) as next_date
    from rates

)

select * from final
