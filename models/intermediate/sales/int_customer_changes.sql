{{ config(materialized='view') }}

{#- What each customer bought and gave back in the two periods of each comparison, in all and of each channel, region and
    category. -#}

with sales as (

    select * from {{ ref('int_customer_sales') }}

),

comparisons as (

    select * from {{ ref('int_sales_comparisons') }}

),

final as (

    select
        comparisons.comparison,
        comparisons.period_start_date,
        sales.slice_kind,
        sales.slice_value,
        sales.customer_id,
        {% for side, condition in [('earlier', 'not comparisons.is_later'), ('later', 'comparisons.is_later')] %}
            cast(sum(case when {{ condition }} then sales.n_orders else 0 end) as bigint) as {{ side }}_n_orders,
            {% for amount in ['units', 'sales_amount', 'refund_amount'] %}
                cast(sum(case when {{ condition }} then sales.{{ amount }} else 0 end) as decimal(18, 4))
                    as {{ side }}_{{ amount }},
            {% endfor %}
        {% endfor %}
        sales.is_guest
    from sales
    inner join comparisons on sales.month_date = comparisons.side_month
    group by
        comparisons.comparison, comparisons.period_start_date, sales.slice_kind, sales.slice_value, sales.customer_id,
        sales.is_guest

)

select * from final
