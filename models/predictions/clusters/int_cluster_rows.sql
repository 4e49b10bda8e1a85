{{ config(schema='intermediate', materialized='view') }}

{#- The measures that customers with an order in the last 365 days are grouped by, at every snapshot date. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where n_orders_365d > 0

),

-- Where nobody tells the lines or their units, an order counts as one line of one unit, so amount per unit is amount per order.
counted as (

    select
        *,
        case when n_lines_365d > 0 and units_365d > 0 then n_lines_365d else n_orders_365d end as n_counted_lines,
        cast(case when n_lines_365d > 0 and units_365d > 0 then units_365d else n_orders_365d end as double) as n_counted_units
    from snapshots

),

derived as (

    select
        *,
        n_counted_units / n_counted_lines as units_per_line_365d,
        cast(order_amount_365d as double) / n_counted_units as amount_per_unit_365d
    from counted

),

final as (

    select
        customer_id,
        is_as_of,
        is_month_end,
        {% for feature in cluster_feature_names() %}
            cast({{ feature }} as double) as {{ feature }},
        {% endfor %}
        snapshot_date
    from derived

)

select * from final
