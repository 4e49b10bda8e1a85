{#- From the net revenue of one period to that of a later one, step by step. Of a period that still runs only the opening is told:
    everybody who has not bought yet would read as not having come again. -#}
{%- set customer_steps = ['new', 'returned', 'retained_up', 'retained_down', 'not_again', 'guests'] -%}
{%- set steps = ['opening'] + customer_steps + ['refunds', 'closing'] -%}
{%- set uncounted = ['guests', 'refunds'] -%}

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

    select * from {{ ref('int_sales_changes') }}

),

totals as (

    select
        comparison,
        period_start_date,
        slice_kind,
        slice_value,
        sum(earlier_sales_amount - earlier_refund_amount) as opening,
        sum(later_sales_amount - later_refund_amount) as closing,
        sum(earlier_refund_amount - later_refund_amount) as refunds,
        sum(earlier_n_customers) as opening_n_customers,
        {% for step in customer_steps %}
            sum(case when step = '{{ step }}' then later_sales_amount - earlier_sales_amount else 0 end) as {{ step }},
            sum(case when step = '{{ step }}' then n_customers else 0 end) as {{ step }}_n_customers,
        {% endfor %}
        sum(later_n_customers) as closing_n_customers
    from changes
    group by comparison, period_start_date, slice_kind, slice_value

),

-- a comparison of two periods without any sale still has its row of zeros
slices as (

    select
        comparison,
        period_start_date,
        slice_kind,
        slice_value
    from totals
    union distinct
    select
        comparison,
        period_start_date,
        'all' as slice_kind,
        'all' as slice_value
    from comparisons

),

filled as (

    select
        comparisons.comparison,
        comparisons.period_start_date,
        comparisons.period_end_date,
        comparisons.earlier_start_date,
        {% for step in steps %}
            totals.{{ step }},
            {% if step not in uncounted %}
                totals.{{ step }}_n_customers,
            {% endif %}
        {% endfor %}
        slices.slice_kind,
        slices.slice_value,
        comparisons.is_complete
    from slices
    inner join comparisons
        on slices.comparison = comparisons.comparison and slices.period_start_date = comparisons.period_start_date
    left join totals
        on
            slices.comparison = totals.comparison
            and slices.period_start_date = totals.period_start_date
            and slices.slice_kind = totals.slice_kind
            and slices.slice_value = totals.slice_value

),

final as (

    {% for step in steps %}
        {%- set known = 'true' if step == 'opening' else 'is_complete' %}
        select
            comparison,
            period_start_date,
            period_end_date,
            earlier_start_date,
            slice_kind,
            slice_value,
            {{ loop.index }} as step_number,
            '{{ step }}' as step,
            cast(case when {{ known }} then coalesce({{ step }}, 0) end as decimal(18, 4)) as amount,
            {% if step in uncounted %}
                cast(null as bigint) as n_customers,
            {% else %}
                cast(case when {{ known }} then coalesce({{ step }}_n_customers, 0) end as bigint) as n_customers,
            {% endif %}
            is_complete
        from filled
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
