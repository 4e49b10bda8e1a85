-- A line of a product that was sold for an amount is flagged where that amount lies beyond the limits of its category, and
-- no other line is.
with lines as (

    select
        *,
        is_product and not is_refund and line_amount > 0 as is_compared
    from {{ ref('order_items') }}

),

limits as (

    select * from {{ ref('outlier_limits') }}

),

final as (

    select
        lines.order_item_id,
        lines.is_outlier_sigma,
        lines.is_outlier_mad
    from lines
    left join limits on coalesce(lines.category, 'unknown') = limits.category
    where
        lines.is_outlier_sigma is distinct from coalesce(lines.is_compared and (
            lines.line_amount < limits.lower_sigma_amount or lines.line_amount > limits.upper_sigma_amount
        ), false)
        or lines.is_outlier_mad is distinct from coalesce(lines.is_compared and (
            lines.line_amount < limits.lower_mad_amount or lines.line_amount > limits.upper_mad_amount
        ), false)

)

select * from final
