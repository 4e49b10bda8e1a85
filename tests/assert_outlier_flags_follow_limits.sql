-- A line of a product that was sold for an amount is flagged where that amount lies beyond the limits of its category.
with flags as (

    select * from {{ ref('int_order_line_outliers') }}

),

lines as (

    select * from {{ ref('order_items') }}
    where is_product and not is_refund and line_amount > 0

),

limits as (

    select * from {{ ref('outlier_limits') }}

),

final as (

    select
        lines.order_item_id,
        flags.order_item_id as flagged_order_item_id
    from lines
    full outer join flags on lines.order_item_id = flags.order_item_id
    left join limits on flags.category = limits.category
    where
        lines.order_item_id is null
        or flags.order_item_id is null
        or limits.category is null
        or flags.is_outlier_sigma is distinct from (
            lines.line_amount < limits.lower_sigma_amount or lines.line_amount > limits.upper_sigma_amount
        )
        or flags.is_outlier_mad is distinct from (
            lines.line_amount < limits.lower_mad_amount or lines.line_amount > limits.upper_mad_amount
        )

)

select * from final
