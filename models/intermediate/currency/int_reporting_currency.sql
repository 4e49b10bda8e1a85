{#- The one currency of all marts: var reporting_currency, or else the currency whose rate is always 1, or else the one that
    most orders are in, or else, where no order says anything of it, the only one without rates that other inputs name. Of several
    whose rate is always 1, as of those pegged to each other, it is the one that most orders are in, or else others name. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

rates as (

    select
        currency,
        min(rate) = 1 and max(rate) = 1 as is_always_one
    from {{ ref('int_exchange_rates') }}
    group by currency

),

order_currencies as (

    select
        orders.currency,
        orders.raw_currency,
        count(*) as n_orders
    from {{ ref('stg_sales__orders') }} as orders
    cross join as_of
    where orders.ordered_date <= as_of.as_of_date
    group by orders.currency, orders.raw_currency

),

order_texts as (

    select count(case when {{ is_known_text('raw_currency') }} then 1 end) = 0 as is_empty
    from order_currencies

),

order_codes as (

    select
        currency,
        row_number() over (order by sum(n_orders) desc, currency asc) as place
    from order_currencies
    where currency is not null
    group by currency

),

most_frequent as (

    select max(currency) as currency
    from order_codes
    where place = 1

),

named_elsewhere as (

    select payments_refunds.currency
    from {{ ref('stg_sales__payments_refunds') }} as payments_refunds
    cross join as_of
    where payments_refunds.paid_date <= as_of.as_of_date
    union
    select currency from {{ ref('int_products_judged') }}
    where row_outcome = 'kept'
    union
    select currency from {{ ref('int_campaigns_judged') }}
    where row_outcome = 'kept'

),

elsewhere as (

    select
        count(named_elsewhere.currency) > 0 as has_codes,
        case when count(*) = 1 then max(named_elsewhere.currency) end as only_code
    from named_elsewhere
    left join rates on named_elsewhere.currency = rates.currency
    where named_elsewhere.currency is not null and rates.currency is null

),

units as (

    select
        rates.currency,
        row_number() over (
            order by
                order_codes.place asc nulls last,
                case when named_elsewhere.currency is null then 1 else 0 end asc,
                rates.currency asc
        ) as place
    from rates
    left join order_codes on rates.currency = order_codes.currency
    left join named_elsewhere on rates.currency = named_elsewhere.currency
    where rates.is_always_one

),

unit as (

    select max(currency) as currency
    from units
    where place = 1

),

final as (

    select
        coalesce(
            {{ reporting_currency() }},
            unit.currency,
            most_frequent.currency,
            case when order_texts.is_empty then elsewhere.only_code end
        ) as reporting_currency,
        most_frequent.currency is not null
        or (order_texts.is_empty and (unit.currency is not null or elsewhere.has_codes)) as has_codes
    from unit
    cross join most_frequent
    cross join order_texts
    cross join elsewhere

)

select * from final
