{#- All levels of summary (macro cube_levels) in one table; a dimension that a level does not tell apart reads `all`. Orders and
    customers are counted where each stands in one row at most of a dimension or can be told so: in total and by one dimension.
    -#}
{%- set amounts = ['n_lines', 'units', 'units_refunded', 'sales_amount', 'refund_amount', 'net_revenue_amount'] -%}

with segments as (

    select * from {{ ref('int_customer_segments') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

customer_months as (

    select
        sales.*,
        case when sales.is_guest then 'guest' else coalesce(segments.segment, 'none') end as segment,
        case when sales.is_guest then 'guest' else coalesce(profiles.customer_type, 'unknown') end as customer_type
    from {{ ref('int_customer_sales') }} as sales
    left join segments on sales.customer_id = segments.customer_id and sales.month_date = segments.month_date
    left join profiles on sales.customer_id = profiles.customer_id
    where sales.slice_kind = 'all'

),

details as (

    select
        order_sales.month_date,
        order_sales.region,
        order_sales.channel,
        order_sales.category,
        customer_months.segment,
        {% for amount in amounts %}
            sum(order_sales.{{ amount }}) as {{ amount }},
        {% endfor %}
        customer_months.customer_type
    from {{ ref('int_order_sales') }} as order_sales
    inner join customer_months
        on order_sales.customer_id = customer_months.customer_id and order_sales.month_date = customer_months.month_date
    group by
        order_sales.month_date, order_sales.region, order_sales.channel, order_sales.category,
        customer_months.segment, customer_months.customer_type

),

summed as (

    select
        {% for dimension in cube_dimensions() %}
            case when grouping({{ dimension }}) = 1 then 'all' else {{ dimension }} end as {{ dimension }},
        {% endfor %}
        case
            {% for level, dimensions in cube_levels() %}
                when {{ is_cube_level(dimensions) }} then '{{ level }}'
            {% endfor %}
        end as level,
        {% for amount in amounts %}
            sum({{ amount }}) as {{ amount }},
        {% endfor %}
        month_date
    from details
    -- the linter cannot read grouping sets
    group by grouping sets ( -- noqa: PRS
        {% for level, dimensions in cube_levels() %}
            ({{ (['month_date'] + dimensions) | join(', ') }}){{ ',' if not loop.last }}
        {% endfor %}
    )

),

counts as (

    {% for level, kind, value in [('total', 'all', "'all'"), ('channel', 'channel', 'slice_value'),
        ('region', 'region', 'slice_value'), ('category', 'category', 'slice_value'), ('segment', 'all', 'segment'),
        ('customer_type', 'all', 'customer_type')] %}
        select
            month_date,
            '{{ level }}' as level,
            {{ value }} as slice_value,
            cast(sum(n_orders) as bigint) as n_orders,
            cast(count(case when not is_guest and sales_amount > 0 then 1 end) as bigint) as n_customers
        from {{ 'customer_months' if kind == 'all' else ref('int_customer_sales') }}
        where slice_kind = '{{ kind }}'
        group by month_date{{ '' if level == 'total' else ', ' ~ value }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        summed.month_date,
        summed.level,
        {% for dimension in cube_dimensions() %}
            summed.{{ dimension }},
        {% endfor %}
        cast(summed.n_lines as bigint) as n_lines,
        {% for amount in amounts if amount != 'n_lines' %}
            cast(summed.{{ amount }} as decimal(18, 4)) as {{ amount }},
        {% endfor %}
        counts.n_orders,
        counts.n_customers
    from summed
    left join counts
        on
            summed.month_date = counts.month_date
            and summed.level = counts.level
            and counts.slice_value = case summed.level
                when 'total' then 'all'
                {% for dimension in cube_dimensions() %}
                    when '{{ dimension }}' then summed.{{ dimension }}
                {% endfor %}
            end

)

select * from final
