{{ config(materialized='view') }}

with judged as (

    select * from {{ ref('int_order_lines_judged') }}

),

final as (

    select
        order_item_id,
        order_id,
        order_customer_id as customer_id,
        product_id,
        product_name,
        line_kind,
        country_alias,
        quantity,
        unit_price,
        line_amount,
        case when is_revenue then line_amount else cast(0 as decimal(18, 4)) end as revenue_amount,
        order_customer_id = '{{ guest_customer_id() }}' as is_guest,
        is_product,
        is_revenue,
        is_refund,
        is_cancellation,
        ordered_at,
        ordered_date
    from judged
    where quarantine_rule is null

)

select * from final
