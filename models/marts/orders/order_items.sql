with order_lines as (

    select * from {{ ref('int_order_lines') }}

),

refund_matches as (

    select * from {{ ref('int_refund_matches') }}

),

voucher_payments as (

    select * from {{ ref('int_voucher_payments') }}

),

outliers as (

    select * from {{ ref('int_order_line_outliers') }}

),

catalogue as (

    select * from {{ ref('int_products_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        order_lines.order_item_id,
        order_lines.order_id,
        order_lines.customer_id,
        order_lines.product_id,
        refund_matches.refunded_order_item_id,
        order_lines.source_name,
        order_lines.product_name,
        catalogue.category,
        catalogue.price_tier,
        order_lines.line_kind,
        case
            when not order_lines.is_refund then 'sale'
            when voucher_payments.order_item_id is not null then 'payment'
            when refund_matches.refunded_order_item_id is null then 'unmatched_refund'
            else 'matched_refund'
        end as line_type,
        order_lines.quantity,
        order_lines.unit_price,
        order_lines.discount_amount,
        order_lines.line_amount,
        order_lines.revenue_amount,
        order_lines.refunded_amount as refund_amount,
        order_lines.is_guest,
        order_lines.is_product,
        order_lines.is_refund,
        order_lines.ordered_date > order_lines.order_date as is_late,
        coalesce(outliers.is_outlier_sigma, false) as is_outlier_sigma,
        coalesce(outliers.is_outlier_mad, false) as is_outlier_mad,
        coalesce(outliers.is_outlier_price, false) as is_outlier_price,
        order_lines.ordered_at,
        order_lines.ordered_date
    from order_lines
    left join refund_matches on order_lines.order_item_id = refund_matches.order_item_id
    left join voucher_payments on order_lines.order_item_id = voucher_payments.order_item_id
    left join outliers on order_lines.order_item_id = outliers.order_item_id
    left join catalogue on order_lines.product_id = catalogue.product_id

)

select * from final
