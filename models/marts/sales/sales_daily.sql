with order_sales as (

    select * from {{ ref('int_order_sales') }}

),

days as (

    select * from {{ ref('int_days') }}

),

documents as (

    select
        order_id,
        customer_id,
        is_guest,
        sales_date,
        bool_or(is_order) as is_order,
        sum(n_lines) as n_lines,
        sum(units) as units,
        sum(units_refunded) as units_refunded,
        sum(case when is_product then sales_amount else 0 end) as product_sales_amount,
        sum(sales_amount) as sales_amount,
        sum(refund_amount) as refund_amount,
        sum(net_revenue_amount) as net_revenue_amount
    from order_sales
    group by order_id, customer_id, is_guest, sales_date

),

buyers as (

    select
        customer_id,
        sales_date
    from documents
    where not is_guest
    group by customer_id, sales_date
    having sum(sales_amount) > 0

),

buyer_counts as (

    select
        sales_date,
        count(*) as n_customers
    from buyers
    group by sales_date

),

totals as (

    select
        sales_date,
        count(case when is_order then 1 end) as n_orders,
        count(case when is_order and is_guest then 1 end) as n_guest_orders,
        sum(n_lines) as n_lines,
        {% for amount in ['units', 'units_refunded', 'product_sales_amount', 'sales_amount', 'refund_amount',
                          'net_revenue_amount'] %}
            sum({{ amount }}) as {{ amount }},
        {% endfor %}
        sum(case when is_guest then net_revenue_amount else 0 end) as guest_net_revenue_amount
    from documents
    group by sales_date

),

final as (

    select
        days.calendar_date as sales_date,
        days.month_date,
        {% for n in ['n_orders', 'n_guest_orders', 'n_lines'] %}
            cast(coalesce(totals.{{ n }}, 0) as bigint) as {{ n }},
        {% endfor %}
        cast(coalesce(buyer_counts.n_customers, 0) as bigint) as n_customers,
        {% for amount, value in {
            'units': 'totals.units', 'units_refunded': 'totals.units_refunded',
            'product_sales_amount': 'totals.product_sales_amount',
            'other_sales_amount': 'totals.sales_amount - totals.product_sales_amount',
        }.items() %}
            {%- set told = 'cast(coalesce(' ~ value ~ ', 0) as decimal(18, 4))' %}
            {{ noted(told, product_columns(), 'decimal(18, 4)') }} as {{ amount }},
        {% endfor %}
        {% for amount in ['sales_amount', 'refund_amount', 'net_revenue_amount'] %}
            cast(coalesce(totals.{{ amount }}, 0) as decimal(18, 4)) as {{ amount }},
        {% endfor %}
        cast(coalesce(totals.guest_net_revenue_amount, 0) as decimal(18, 4)) as guest_net_revenue_amount
    from days
    left join totals on days.calendar_date = totals.sales_date
    left join buyer_counts on days.calendar_date = buyer_counts.sales_date

)

select * from final
