-- Every level of sales_cube, and sales_monthly and sales_daily, add up to the lines of each month, to the cent and unit.
with lines as (

    select
        cast({{ dbt.date_trunc('month', 'lines.ordered_date') }} as date) as month_date,
        count(*) as n_lines,
        sum(case when lines.is_product and not lines.is_refund then lines.quantity else 0 end) as units,
        sum(
            case when lines.is_product and lines.is_refund and payments.order_item_id is null then -lines.quantity else 0 end
        ) as units_refunded,
        sum(lines.revenue_amount) as net_revenue_amount,
        sum(lines.refunded_amount) as refund_amount
    from {{ ref('int_order_lines') }} as lines
    left join {{ ref('int_voucher_payments') }} as payments on lines.order_item_id = payments.order_item_id
    group by {{ dbt.date_trunc('month', 'lines.ordered_date') }}

),

summaries as (

    {% for level, dimensions in cube_levels() %}
        select
            '{{ level }}' as level,
            month_date,
            n_lines,
            units,
            units_refunded,
            sales_amount,
            refund_amount,
            net_revenue_amount
        from {{ ref('sales_cube') }}
        where
            level = '{{ level }}'
            {% for dimension in cube_dimensions() if dimension not in dimensions %}
                and {{ dimension }} = 'all'
            {% endfor %}
        union all
    {% endfor %}
    {% for table in ['sales_daily', 'sales_monthly'] %}
        select
            '{{ table }}' as level,
            month_date,
            n_lines,
            units,
            units_refunded,
            sales_amount,
            refund_amount,
            net_revenue_amount
        from {{ ref(table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

levels as (

    {% for level, dimensions in cube_levels() + [('sales_daily', []), ('sales_monthly', [])] %}
        select '{{ level }}' as level
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

expected as (

    select
        levels.level,
        lines.*
    from lines
    cross join levels

),

totals as (

    select
        level,
        month_date,
        sum(n_lines) as n_lines,
        sum(units) as units,
        sum(units_refunded) as units_refunded,
        sum(sales_amount) as sales_amount,
        sum(refund_amount) as refund_amount,
        sum(net_revenue_amount) as net_revenue_amount
    from summaries
    group by level, month_date

)

select
    expected.level,
    expected.month_date,
    totals.level as found_level,
    totals.month_date as found_month
from expected
full outer join totals on expected.level = totals.level and expected.month_date = totals.month_date
where
    -- months without a line stand in sales_monthly with 0
    coalesce(expected.n_lines, 0) is distinct from totals.n_lines
    {% for amount in ['units', 'units_refunded'] %}
        or {{ noted('coalesce(expected.' ~ amount ~ ', 0)', product_columns(), 'decimal(18, 4)') }}
        is distinct from totals.{{ amount }}
    {% endfor %}
    or coalesce(expected.net_revenue_amount, 0) is distinct from totals.net_revenue_amount
    or coalesce(expected.refund_amount, 0) is distinct from totals.refund_amount
    or totals.sales_amount - totals.refund_amount is distinct from totals.net_revenue_amount
