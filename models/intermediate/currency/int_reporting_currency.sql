{#- The one currency of all marts: var reporting_currency, or else the currency whose rate is always 1, or else the one that
    most orders are in. -#}

with rates as (

    select
        currency,
        min(rate) as lowest_rate,
        max(rate) as highest_rate
    from {{ ref('int_exchange_rates') }}
    group by currency

),

unit as (

    select min(currency) as currency
    from rates
    where lowest_rate = 1 and highest_rate = 1

),

order_currencies as (

    select
        currency,
        row_number() over (order by count(*) desc, currency asc) as frequency_rank
    from {{ ref('stg_sales__orders') }}
    where currency is not null
    group by currency

),

most_frequent as (

    select max(currency) as currency
    from order_currencies
    where frequency_rank = 1

),

final as (

    select coalesce({{ reporting_currency() }}, unit.currency, most_frequent.currency) as reporting_currency
    from unit
    cross join most_frequent

)

select * from final
