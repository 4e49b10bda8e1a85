-- Rates that never count the reporting currency as 1 are rates of another one: set var reporting_currency to that.
with rates as (

    select * from {{ ref('int_exchange_rates') }}

),

reporting as (

    select * from {{ ref('int_reporting_currency') }}

)

select
    rates.currency,
    max(rates.rate) as highest_rate
from rates
inner join reporting on rates.currency = reporting.reporting_currency
group by rates.currency
having count(case when rates.rate = 1 then 1 end) = 0
