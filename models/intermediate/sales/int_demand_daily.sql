{#- What is forecast, day by day: in total and by region, category and segment, adding up to the total at each. So an order counts
    once at every level: for the category that it holds most sales of. The segment is known when its month begins. -#}
{%- set levels = ['total', 'region', 'category', 'segment'] -%}

with order_sales as (

    select * from {{ ref('int_order_sales') }}

),

segments as (

    select * from {{ ref('int_customer_segments') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by order_id, is_order
            order by sales_amount desc, category asc, sales_date asc
        ) as category_rank
    from order_sales

),

facts as (

    select
        ranked.sales_date,
        'all' as total,
        ranked.region,
        ranked.category,
        case when ranked.is_guest then 'guest' else coalesce(segments.segment, 'none') end as segment,
        ranked.sales_amount,
        ranked.net_revenue_amount,
        case when ranked.is_order and ranked.category_rank = 1 then 1 else 0 end as n_orders
    from ranked
    left join segments on ranked.customer_id = segments.customer_id and ranked.month_date = segments.month_date

),

summed as (

    {% for level in levels %}
        select
            sales_date,
            '{{ level }}' as level,
            {{ level }} as group_name,
            sum(sales_amount) as sales_amount,
            sum(net_revenue_amount) as net_revenue_amount,
            sum(n_orders) as n_orders
        from facts
        group by sales_date, {{ level }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

sizes as (

    select
        level,
        group_name,
        sum(sales_amount) as sales_amount
    from summed
    group by level, group_name

),

size_ranks as (

    select
        level,
        group_name,
        row_number() over (partition by level order by sales_amount desc, group_name asc) as size_rank
    from sizes

),

named as (

    select
        summed.sales_date,
        summed.level,
        case
            when size_ranks.size_rank <= {{ var('forecast_max_groups') }} then summed.group_name
            else 'other groups'
        end as level_value,
        summed.net_revenue_amount,
        summed.n_orders
    from summed
    inner join size_ranks on summed.level = size_ranks.level and summed.group_name = size_ranks.group_name

),

final as (

    select
        sales_date,
        level,
        level_value,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(sum(n_orders) as bigint) as n_orders
    from named
    group by sales_date, level, level_value

)

select * from final
