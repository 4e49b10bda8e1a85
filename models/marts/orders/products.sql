with order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product

),

voucher_payments as (

    select * from {{ ref('int_voucher_payments') }}

),

catalogue as (

    select * from {{ ref('int_products_judged') }}
    where row_outcome = 'kept'

),

name_counts as (

    select
        product_id,
        product_name,
        line_kind,
        row_number() over (
            partition by product_id
            order by count(product_name) desc, product_name asc nulls last, line_kind asc
        ) as name_rank
    from order_lines
    group by product_id, product_name, line_kind

),

totals as (

    select
        order_lines.product_id,
        cast(count(distinct case when not order_lines.is_refund then order_lines.order_id end) as bigint) as n_orders,
        cast(sum(case when order_lines.is_refund then 0 else order_lines.quantity end) as decimal(18, 4)) as units_sold,
        cast(sum(
            case when order_lines.is_refund and voucher_payments.order_item_id is null then -order_lines.quantity else 0 end
        ) as decimal(18, 4)) as units_refunded,
        cast(sum(order_lines.revenue_amount + order_lines.refunded_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(order_lines.refunded_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(order_lines.revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        min(case when not order_lines.is_refund then order_lines.ordered_date end) as first_sold_date,
        max(case when not order_lines.is_refund then order_lines.ordered_date end) as last_sold_date
    from order_lines
    left join voucher_payments on order_lines.order_item_id = voucher_payments.order_item_id
    group by order_lines.product_id

),

sold as (

    select
        totals.*,
        name_counts.product_name,
        name_counts.line_kind
    from totals
    inner join name_counts on totals.product_id = name_counts.product_id
    where name_counts.name_rank = 1

),

final as (

    select
        coalesce(sold.product_id, catalogue.product_id) as product_id,
        coalesce(catalogue.product_name, sold.product_name) as product_name,
        coalesce(sold.line_kind, 'merchandise') as line_kind,
        catalogue.category,
        catalogue.subcategory,
        catalogue.brand,
        catalogue.price_tier,
        catalogue.list_price,
        catalogue.unit_cost,
        catalogue.currency,
        {{ noted('coalesce(sold.n_orders, 0)', product_columns(), 'bigint') }} as n_orders,
        {% for amount in ['units_sold', 'units_refunded', 'sales_amount', 'refund_amount', 'net_revenue_amount'] %}
            {{ noted('coalesce(sold.' ~ amount ~ ', 0)', product_columns(), 'decimal(18, 4)') }} as {{ amount }},
        {% endfor %}
        sold.first_sold_date,
        sold.last_sold_date
    from sold
    full outer join catalogue on sold.product_id = catalogue.product_id

)

select * from final
