{#- What a unit costs in the reporting currency, at the rate of the as-of day; a negative cost, or one of 10^10, is none that
    is known. The margin is on the list price or, without one, on the mean price paid, in whole hundredths; it is high where it
    is above the median of the products whose margin is known. Where none is, products are not told apart by it. -#}

with products as (

    select
        products.*,
        catalogue.raw_currency
    from {{ ref('products') }} as products
    inner join {{ ref('int_products_judged') }} as catalogue on products.product_id = catalogue.product_id
    where catalogue.row_outcome = 'kept' and products.unit_cost >= 0

),

reporting as (

    select * from {{ ref('int_reporting_currency') }}

),

rates as (

    select rates.*
    from {{ ref('int_exchange_rates') }} as rates
    inner join {{ ref('as_of') }} as as_of
        on rates.first_date <= as_of.as_of_date and (rates.next_date is null or rates.next_date > as_of.as_of_date)

),

rated as (

    select
        products.*,
        case
            when products.currency = reporting.reporting_currency or {{ names_no_currency('products') }}
                then cast(1 as decimal(18, 12))
            else rates.rate
        end as exchange_rate
    from products
    cross join reporting
    left join rates on products.currency = rates.currency

),

costed as (

    select
        product_id,
        cast(cast(unit_cost as decimal(19, 4)) * exchange_rate as decimal(18, 4)) as unit_cost_amount,
        cast(coalesce(
            case
                when not {{ out_of_range(['list_price'], 'exchange_rate') }}
                    then cast(cast(list_price as decimal(19, 4)) * exchange_rate as decimal(18, 4))
            end,
            case when units_sold > 0 then {{ mean_amount('sales_amount', 'cast(units_sold as double)') }} end
        ) as double) as unit_price
    from rated
    where exchange_rate is not null and not {{ out_of_range(['unit_cost'], 'exchange_rate') }}

),

margins as (

    select
        product_id,
        unit_cost_amount,
        floor((1 - cast(unit_cost_amount as double) / nullif(unit_price, 0)) * 100 + 0.5) / 100 as margin_rate
    from costed

),

middle as (

    select
        median(margin_rate) as median_margin_rate,
        max(margin_rate) as max_margin_rate
    from margins

),

final as (

    select
        margins.*,
        case
            when middle.max_margin_rate > middle.median_margin_rate then margins.margin_rate > middle.median_margin_rate
        end as is_high_margin
    from margins
    cross join middle

)

select * from final
