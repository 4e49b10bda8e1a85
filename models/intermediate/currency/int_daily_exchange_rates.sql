{#- The rate that turns a currency into the reporting one on a day of business: the latest on or before it. -#}

with days as (

    select
        currency,
        ordered_date as business_date
    from {{ ref('stg_sales__orders') }}
    union
    select
        currency,
        paid_date as business_date
    from {{ ref('stg_sales__payments_refunds') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

final as (

    select
        days.currency,
        days.business_date,
        rates.rate
    from days
    inner join rates
        on
            days.currency = rates.currency
            and days.business_date >= rates.first_date
            and (rates.next_date is null or days.business_date < rates.next_date)

)

select * from final
