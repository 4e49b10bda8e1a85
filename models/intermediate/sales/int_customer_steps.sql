{#- What each customer did from one period to the other: one thing per customer and comparison, over all the customer bought, so
    that the slices of a kind add up to the whole at every step. -#}

with changes as (

    select * from {{ ref('int_customer_changes') }}
    where slice_kind = 'all'

),

first_sales as (

    select
        customer_id,
        min(month_date) as first_month
    from {{ ref('int_customer_sales') }}
    where slice_kind = 'all' and sales_amount > 0
    group by customer_id

),

final as (

    select
        changes.comparison,
        changes.period_start_date,
        changes.customer_id,
        changes.is_guest,
        {% for side in ['earlier', 'later'] %}
            {% for measure in ['n_orders', 'n_unitemised_orders', 'units', 'sales_amount', 'refund_amount'] %}
                changes.{{ side }}_{{ measure }},
            {% endfor %}
        {% endfor %}
        case
            when changes.is_guest then 'guests'
            when changes.later_sales_amount > 0 and changes.earlier_sales_amount <= 0
                then case when first_sales.first_month < changes.period_start_date then 'returned' else 'new' end
            when changes.later_sales_amount <= 0 and changes.earlier_sales_amount > 0 then 'not_again'
            when changes.later_sales_amount >= changes.earlier_sales_amount then 'retained_up'
            else 'retained_down'
        end as step
    from changes
    left join first_sales on changes.customer_id = first_sales.customer_id

)

select * from final
