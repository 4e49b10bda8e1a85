{#- Sales to known customers are customers x orders per customer x units per order x sales per unit. The change of the product is
    divided among its factors by their logarithms (macro factor_effect); the last effect of each division is what the others
    leave of it, so they add up to the cent. Units per order say nothing where orders come without lines. -#}

with comparisons as (

    select distinct
        comparison,
        period_start_date,
        period_end_date,
        earlier_start_date,
        is_complete
    from {{ ref('int_sales_comparisons') }}

),

changes as (

    select
        *,
        step = 'guests' as is_guest
    from {{ ref('int_sales_changes') }}

),

totals as (

    select
        comparison,
        period_start_date,
        slice_kind,
        slice_value,
        {% for side in ['earlier', 'later'] %}
            cast(sum({{ side }}_n_customers) as bigint) as {{ side }}_n_customers,
            {% for n in ['n_orders', 'n_unitemised_orders'] %}
                cast(sum(case when is_guest then 0 else {{ side }}_{{ n }} end) as bigint) as {{ side }}_{{ n }},
            {% endfor %}
            {%- set units = 'cast(sum(case when is_guest then 0 else ' ~ side ~ '_units end) as decimal(18, 4))' %}
            {{ noted(units, product_columns(), 'decimal(18, 4)') }} as {{ side }}_units,
            cast(sum(case when is_guest then 0 else {{ side }}_sales_amount end) as decimal(18, 4)) as {{ side }}_sales_amount,
        {% endfor %}
        cast(sum(case when is_guest then later_sales_amount - earlier_sales_amount else 0 end) as decimal(18, 4)) as guests,
        cast(sum(earlier_refund_amount - later_refund_amount) as decimal(18, 4)) as refunds
    from changes
    group by comparison, period_start_date, slice_kind, slice_value

),

factors as (

    select
        *,
        later_sales_amount - earlier_sales_amount as sales_change,
        earlier_n_customers > 0 and later_n_customers > 0 and earlier_n_orders > 0 and later_n_orders > 0
        and earlier_sales_amount > 0 and later_sales_amount > 0 as has_factors,
        {% for side in ['earlier', 'later'] %}
            cast({{ side }}_sales_amount as double) as {{ side }}_sales,
            cast({{ side }}_n_customers as double) as {{ side }}_customers,
            cast({{ side }}_n_orders as double) / nullif({{ side }}_n_customers, 0) as {{ side }}_frequency,
            cast({{ side }}_units as double) / nullif({{ side }}_n_orders, 0) as {{ side }}_basket,
        {% endfor %}
        earlier_units > 0 and later_units > 0
        {%- for side in ['earlier', 'later'] %}
            and {{ side }}_n_unitemised_orders <= {{ var('max_unitemised_rate') }} * {{ side }}_n_orders
        {%- endfor %} as has_units
    from totals

),

parts as (

    select
        *,
        case
            when has_factors
                then {{ factor_effect('earlier_sales', 'later_sales', 'earlier_customers', 'later_customers') }}
            else sales_change
        end as customers,
        case
            when has_factors
                then {{ factor_effect('earlier_sales', 'later_sales', 'earlier_frequency', 'later_frequency') }}
            else 0
        end as frequency,
        case
            when has_factors and has_units
                then {{ factor_effect('earlier_sales', 'later_sales', 'earlier_basket', 'later_basket') }}
        end as basket_size
    from factors

),

told as (

    select
        parts.*,
        parts.sales_change - parts.customers - parts.frequency as order_value,
        parts.sales_change - parts.customers - parts.frequency - parts.basket_size as price,
        parts.sales_change + parts.guests + parts.refunds as net_revenue_change
    from parts

),

final as (

    select
        comparisons.comparison,
        comparisons.period_start_date,
        comparisons.period_end_date,
        comparisons.earlier_start_date,
        told.slice_kind,
        told.slice_value,
        told.earlier_n_customers,
        told.earlier_n_orders,
        told.earlier_n_unitemised_orders,
        told.earlier_units,
        told.earlier_sales_amount,
        {% for measure in ['n_customers', 'n_orders', 'n_unitemised_orders', 'units', 'sales_amount'] %}
            case when comparisons.is_complete then told.later_{{ measure }} end as later_{{ measure }},
        {% endfor %}
        {% for effect in ['customers', 'frequency', 'order_value', 'basket_size', 'price', 'guests', 'refunds'] %}
            cast(case when comparisons.is_complete then told.{{ effect }} end as decimal(18, 4)) as {{ effect }}_amount,
        {% endfor %}
        cast(case when comparisons.is_complete then told.net_revenue_change end as decimal(18, 4)) as net_revenue_change_amount,
        case when told.has_factors then 'logarithmic' else 'customers_only' end as method,
        comparisons.is_complete
    from told
    inner join comparisons
        on told.comparison = comparisons.comparison and told.period_start_date = comparisons.period_start_date

)

select * from final
