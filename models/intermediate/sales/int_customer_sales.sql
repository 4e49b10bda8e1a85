{#- What each customer bought and gave back in each month: in all, and of each channel, region and category. Units are set against
    orders, so those of free trials, samples and replacements, which are no orders, are left out. -#}

with order_sales as (

    select
        *,
        case when is_valid_order then units else 0 end as ordered_units
    from {{ ref('int_order_sales') }}

),

-- One row per order, so that orders of the wider groups are counted without telling them apart once more
order_months as (

    select
        month_date,
        customer_id,
        is_guest,
        channel,
        region,
        bool_or(is_order) as is_order,
        bool_or(is_order and is_itemised) as is_itemised,
        sum(ordered_units) as ordered_units,
        sum(sales_amount) as sales_amount,
        sum(refund_amount) as refund_amount
    from order_sales
    group by month_date, customer_id, is_guest, channel, region, order_id

),

final as (

    {% for kind in ['all', 'channel', 'region', 'category'] %}
        select
            month_date,
            customer_id,
            is_guest,
            '{{ kind }}' as slice_kind,
            {{ "'all'" if kind == 'all' else kind }} as slice_value,
            cast(count(case when is_order then 1 end) as bigint) as n_orders,
            cast(count(case when is_order and not is_itemised then 1 end) as bigint) as n_unitemised_orders,
            cast(sum(ordered_units) as decimal(18, 4)) as units,
            cast(sum(sales_amount) as decimal(18, 4)) as sales_amount,
            cast(sum(refund_amount) as decimal(18, 4)) as refund_amount
        from {{ 'order_sales' if kind == 'category' else 'order_months' }}
        group by month_date, customer_id, is_guest{{ '' if kind == 'all' else ', ' ~ kind }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
