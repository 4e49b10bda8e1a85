{#- What is known of each customer on the as-of day, upright. -#}
{%- set known = {'n_products': noted('derived.n_products', product_columns(), 'bigint')} -%}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_as_of

),

derived as (

    select
        *,
        {{ mean_amount('order_amount', 'n_orders') }} as mean_order_amount
    from snapshots

),

feature_names as (

    {% for feature in scaled_feature_names() %}
        select '{{ feature }}' as feature
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        derived.customer_id,
        feature_names.feature,
        case feature_names.feature
            {% for feature in scaled_feature_names() %}
                when '{{ feature }}' then cast({{ known.get(feature, 'derived.' ~ feature) }} as decimal(20, 6))
            {% endfor %}
        end as known_value,
        derived.snapshot_date as as_of_date
    from derived
    cross join feature_names

)

select * from final
