{#- The lines of orders and refunds in the reporting currency, with their kind and what they count for. An order that was
    cancelled, or not accepted, brings neither revenue nor units. One digit more than 18 makes DuckDB multiply at 38. -#}

with lines as (

    select * from {{ ref('int_document_lines') }}

),

headers as (

    select * from {{ ref('int_order_headers') }}

),

product_line_kinds as (

    select * from {{ ref('int_product_line_kinds') }}

),

line_kinds as (

    select * from {{ ref('line_kinds') }}

),

described as (

    select
        lines.*,
        headers.customer_id,
        headers.source_customer_id,
        headers.country_alias,
        headers.exchange_rate,
        headers.is_cancellation,
        case
            -- what becomes itemised later is taken from what its items are of: sales or, where they come back, refunds
            when lines.fixed_line_kind = 'unitemised' and lines.ordered_date > headers.ordered_date
                then headers.is_accepted and lines.amount > 0
            -- goods that a credit note charges beside those it takes back, as in an exchange, are sold
            else
                (headers.is_accepted and lines.quantity < 0)
                or (headers.is_refund and (lines.quantity <= 0 or lines.fixed_line_kind is not null))
        end as is_refund,
        headers.is_accepted,
        headers.ordered_date as order_date,
        coalesce(lines.fixed_line_kind, product_line_kinds.line_kind, 'merchandise') as line_kind
    from lines
    inner join headers on lines.order_id = headers.order_id
    left join product_line_kinds
        on
            lines.product_id = product_line_kinds.product_id
            and lines.product_name is not distinct from product_line_kinds.product_name

),

final as (

    select
        described.source_name,
        described.order_item_id,
        described.order_id,
        described.customer_id,
        described.source_customer_id,
        described.product_id,
        described.product_name,
        described.line_kind,
        described.country_alias,
        described.quantity,
        cast(cast(described.unit_price as decimal(19, 4)) * described.exchange_rate as decimal(18, 4)) as unit_price,
        cast(cast(described.discount_amount as decimal(19, 4)) * described.exchange_rate as decimal(18, 4)) as discount_amount,
        coalesce(
            described.converted_amount,
            cast(cast(described.amount as decimal(19, 4)) * described.exchange_rate as decimal(18, 4))
        ) as line_amount,
        described.is_accepted and line_kinds.is_product as is_product,
        described.is_accepted and line_kinds.is_revenue as is_revenue,
        described.is_refund,
        described.is_cancellation,
        described.ordered_at,
        described.ordered_date,
        described.order_date
    from described
    inner join line_kinds on described.line_kind = line_kinds.line_kind

)

select * from final
