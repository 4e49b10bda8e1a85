{#- The days added up; customers are counted anew, as one who buys on two days is one customer of the month. -#}
{%- set amounts = ['units', 'units_refunded', 'product_sales_amount', 'other_sales_amount', 'sales_amount', 'refund_amount',
                   'net_revenue_amount', 'guest_net_revenue_amount'] -%}

with days as (

    select * from {{ ref('sales_daily') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

buyers as (

    select
        month_date,
        cast(count(*) as bigint) as n_customers
    from {{ ref('int_customer_sales') }}
    where slice_kind = 'all' and not is_guest and sales_amount > 0
    group by month_date

),

totals as (

    select
        month_date,
        min(sales_date) as first_date,
        {% for n in ['n_orders', 'n_guest_orders', 'n_lines'] %}
            cast(sum({{ n }}) as bigint) as {{ n }},
        {% endfor %}
        {% for amount in amounts %}
            cast(sum({{ amount }}) as decimal(18, 4)) as {{ amount }},
        {% endfor %}
        cast(count(*) as bigint) as n_days
    from days
    group by month_date

),

final as (

    select
        totals.month_date,
        totals.n_orders,
        totals.n_guest_orders,
        coalesce(buyers.n_customers, 0) as n_customers,
        totals.n_lines,
        totals.n_days,
        {% for amount in amounts %}
            totals.{{ amount }},
        {% endfor %}
        {{ mean_amount('totals.sales_amount', 'totals.n_orders') }} as mean_order_amount,
        totals.first_date = totals.month_date
        and as_of.as_of_date >= cast({{ dbt.last_day('totals.month_date', 'month') }} as date) as is_complete
    from totals
    cross join as_of
    left join buyers on totals.month_date = buyers.month_date

)

select * from final
