{{ config(materialized='view') }}

with amounts as (

    select * from {{ ref('int_order_line_amounts') }}

),

limits as (

    select * from {{ ref('outlier_limits') }}

),

prices as (

    select * from {{ ref('int_product_prices') }}
    where n_lines >= {{ var('outlier_min_lines') }}

),

final as (

    select
        amounts.order_item_id,
        amounts.category,
        amounts.line_amount not between limits.lower_sigma_amount and limits.upper_sigma_amount as is_outlier_sigma,
        amounts.line_amount not between limits.lower_mad_amount and limits.upper_mad_amount as is_outlier_mad,
        amounts.unit_price_ten_thousandths > prices.median_ten_thousandths * {{ var('outlier_price_factor') }}
        or amounts.unit_price_ten_thousandths * {{ var('outlier_price_factor') }} < prices.median_ten_thousandths
            as is_outlier_price
    from amounts
    inner join limits on amounts.category = limits.category
    left join prices on amounts.product_id = prices.product_id

)

select * from final
