{{ config(materialized='view') }}

{#- What each customer bought and gave back in the two periods of each comparison, in all and of each channel, region and
    category. Either period has one row per customer and slice already, so the two are joined, not added up again, and one
    comparison and kind at a time, which needs the memory of one. -#}
{%- set kinds = ['all', 'channel', 'region', 'category'] -%}
{%- set sales = {'month': ref('int_customer_sales'), 'quarter': ref('int_customer_quarter_sales')} -%}
{%- set start_dates = {'earlier': 'earlier_start_date', 'later': 'period_start_date'} -%}

with comparisons as (

    select distinct
        comparison,
        period_start_date,
        earlier_start_date
    from {{ ref('int_sales_comparisons') }}

),

{% for comparison, unit, gap_months in sales_comparisons() %}
    {%- for kind in kinds %}
        {%- for side, start_date in start_dates.items() %}
            {{ side }}_{{ comparison }}_{{ kind }} as (

                select
                    sales.*,
                    comparisons.period_start_date
                from {{ sales[unit] }} as sales
                inner join comparisons on sales.{{ unit }}_date = comparisons.{{ start_date }}
                where comparisons.comparison = '{{ comparison }}' and sales.slice_kind = '{{ kind }}'

            ),
        {%- endfor %}
    {%- endfor %}
{% endfor %}

final as (

    {%- for comparison, unit, gap_months in sales_comparisons() %}
        {%- set is_last_comparison = loop.last %}
        {%- for kind in kinds %}
            select
                '{{ comparison }}' as comparison,
                {%- for key in ['period_start_date', 'slice_value', 'customer_id', 'is_guest'] %}
                    coalesce(later.{{ key }}, earlier.{{ key }}) as {{ key }},
                {%- endfor %}
                {%- for side in start_dates %}
                    {%- for measure in ['n_orders', 'n_unitemised_orders', 'units', 'sales_amount', 'refund_amount'] %}
                        coalesce({{ side }}.{{ measure }}, 0) as {{ side }}_{{ measure }},
                    {%- endfor %}
                {%- endfor %}
                '{{ kind }}' as slice_kind
            from earlier_{{ comparison }}_{{ kind }} as earlier
            full outer join later_{{ comparison }}_{{ kind }} as later
                on
                    earlier.period_start_date = later.period_start_date
                    and earlier.customer_id = later.customer_id
                    and earlier.slice_value = later.slice_value
            {% if not (is_last_comparison and loop.last) %}union all{% endif %}
        {%- endfor %}
    {%- endfor %}

)

select * from final
