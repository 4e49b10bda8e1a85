{#- Every distinct raw line with its kind, its order's customer and first day and, where it is unusable, the first rule it breaks.
    Rules on the row alone come first: only rows that pass them speak for their order. Reasons: seeds/config/quarantine_rules.csv.
    The raw texts stay in staging: writing them once more costs as much as all the judging. -#}

with order_lines as (

    select * from {{ ref('int_order_lines_numbered') }}
    where repeat_number = 1

),

as_of as (

    select * from {{ ref('as_of') }}

),

product_line_kinds as (

    select * from {{ ref('int_product_line_kinds') }}

),

line_kinds as (

    select * from {{ ref('line_kinds') }}

),

described as (

    select
        order_lines.row_hash as order_item_id,
        order_lines.order_id,
        order_lines.customer_id,
        order_lines.product_id,
        order_lines.product_name,
        order_lines.country_alias,
        order_lines.quantity,
        order_lines.unit_price,
        order_lines.line_amount,
        order_lines.ordered_at,
        order_lines.ordered_date,
        order_lines.ordered_date > as_of.as_of_date as is_future,
        coalesce(product_line_kinds.line_kind, 'merchandise') as line_kind,
        {{ is_cancellation('order_lines', 'order_lines.order_id') }} as is_cancellation
    from order_lines
    cross join as_of
    left join product_line_kinds
        on
            order_lines.product_id = product_line_kinds.product_id
            and order_lines.product_name is not distinct from product_line_kinds.product_name

),

judged_alone as (

    select
        described.*,
        line_kinds.is_revenue,
        line_kinds.is_product,
        described.is_cancellation or described.quantity < 0 as is_refund,
        case
            when described.order_id is null then 'missing_order_id'
            when described.ordered_at is null then 'untypable_date'
            when described.quantity is null then 'untypable_quantity'
            when described.unit_price is null then 'untypable_price'
            when described.line_amount is null then 'amount_out_of_range'
            when described.is_future then 'future_date'
            when described.ordered_date < {{ company_start() }} then 'before_company'
            when described.unit_price < 0 then 'negative_price'
            when described.quantity = 0 then 'zero_quantity'
            when line_kinds.is_test then 'test_product'
            when described.is_cancellation and described.quantity > 0 then 'positive_cancellation'
        end as row_rule
    from described
    inner join line_kinds on described.line_kind = line_kinds.line_kind

),

orders as (

    select
        order_id,
        min(customer_id) as customer_id,
        min(ordered_date) as order_date,
        coalesce(min(customer_id) <> max(customer_id), false) as has_conflicting_customers,
        max(customer_id) is null and max(abs(line_amount)) = 0 as is_stock_movement
    from judged_alone
    where row_rule is null
    group by order_id

),

final as (

    select
        judged_alone.order_item_id,
        judged_alone.order_id,
        judged_alone.product_id,
        judged_alone.product_name,
        judged_alone.line_kind,
        judged_alone.country_alias,
        judged_alone.quantity,
        judged_alone.unit_price,
        judged_alone.line_amount,
        judged_alone.is_product,
        judged_alone.is_revenue,
        judged_alone.is_refund,
        judged_alone.is_cancellation,
        judged_alone.ordered_at,
        judged_alone.ordered_date,
        coalesce(orders.customer_id, judged_alone.customer_id, '{{ guest_customer_id() }}') as order_customer_id,
        orders.order_date,
        coalesce(orders.has_conflicting_customers, false) as has_conflicting_customers,
        case
            when judged_alone.row_rule is not null then judged_alone.row_rule
            when orders.has_conflicting_customers then 'conflicting_customers'
            when orders.is_stock_movement then 'stock_movement'
        end as quarantine_rule
    from judged_alone
    left join orders on judged_alone.order_id = orders.order_id

)

select * from final
