with order_lines as (

    select * from {{ ref('int_order_lines') }}
    where is_product

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
        product_id,
        cast(count(distinct case when not is_refund then order_id end) as bigint) as n_orders,
        cast(sum(case when is_refund then 0 else quantity end) as decimal(18, 4)) as units_sold,
        cast(sum(case when is_refund then -quantity else 0 end) as decimal(18, 4)) as units_refunded,
        cast(sum(case when revenue_amount > 0 then revenue_amount else 0 end) as decimal(18, 4)) as sales_amount,
        cast(sum(case when revenue_amount < 0 then -revenue_amount else 0 end) as decimal(18, 4)) as refund_amount,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        min(case when not is_refund then ordered_date end) as first_sold_date,
        max(case when not is_refund then ordered_date end) as last_sold_date
    from order_lines
    group by product_id

),

final as (

    select
        totals.product_id,
        name_counts.product_name,
        name_counts.line_kind,
        totals.n_orders,
        totals.units_sold,
        totals.units_refunded,
        totals.sales_amount,
        totals.refund_amount,
        totals.net_revenue_amount,
        totals.first_sold_date,
        totals.last_sold_date
    from totals
    inner join name_counts on totals.product_id = name_counts.product_id
    where name_counts.name_rank = 1

)

select * from final
