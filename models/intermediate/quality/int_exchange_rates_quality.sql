with exchange_rates as (

    select * from {{ ref('int_exchange_rates_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('exchange_rates') }}

select * from final
