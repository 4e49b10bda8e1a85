{{ config(materialized='view') }}

with amounts as (

    select * from {{ ref('int_order_line_amounts') }}

),

limits as (

    select * from {{ ref('outlier_limits') }}

),

final as (

    select
        amounts.order_item_id,
        amounts.category,
        amounts.line_amount not between limits.lower_sigma_amount and limits.upper_sigma_amount as is_outlier_sigma,
        amounts.line_amount not between limits.lower_mad_amount and limits.upper_mad_amount as is_outlier_mad
    from amounts
    inner join limits on amounts.category = limits.category

)

select * from final
