{#- What each known customer bought, on the as-of day. Without orders there is nothing to count: 0 where the company gives its
    orders, NULL where it gives none. -#}
{%- set sales = ['orders', 'order_lines'] -%}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}

),

snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_as_of

),

rfm as (

    select * from {{ ref('rfm_scores') }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

final as (

    select
        profiles.customer_id,
        customer_orders.first_seen_date,
        customer_orders.first_order_date,
        customer_orders.last_order_date,
        snapshots.recency_days,
        snapshots.tenure_days,
        snapshots.median_gap_days,

        {% for column in ['n_orders', 'n_cancellations', 'sales_amount', 'refund_amount', 'net_revenue_amount'] %}
            {{ counted('customer_orders.' ~ column, sales) }} as {{ column }},
        {% endfor %}
        case
            when not profiles.is_guest then {{ noted('coalesce(snapshots.n_products, 0)', product_columns(), 'bigint') }}
        end as n_products,
        {% for column in ['n_orders_365d', 'order_amount_365d', 'net_revenue_amount_365d'] %}
            case when not profiles.is_guest then {{ counted('snapshots.' ~ column, sales) }} end as {{ column }},
        {% endfor %}
        {{ mean_amount('snapshots.order_amount', 'snapshots.n_orders') }} as mean_order_amount,

        rfm.r_score,
        rfm.f_score,
        rfm.m_score,
        rfm.fm_score,
        rfm.segment as rfm_segment,
        rfm.fixed_segment as rfm_fixed_segment,
        -- Whoever never had any dealings with the shop has no snapshot, and is a prospect all the same.
        case when not profiles.is_guest then coalesce(stages.stage, 'prospect') end as lifecycle_stage,
        case when not profiles.is_guest then coalesce(stages.stage_since_date, profiles.first_known_date) end as stage_since_date,
        case
            when not profiles.is_guest
                then coalesce(stages.days_in_stage, {{ days_between('profiles.first_known_date', 'profiles.as_of_date') }})
        end as days_in_stage
    from profiles
    left join customer_orders on profiles.customer_id = customer_orders.customer_id
    left join snapshots on profiles.customer_id = snapshots.customer_id
    left join rfm on profiles.customer_id = rfm.customer_id
    left join stages on profiles.customer_id = stages.customer_id

)

select * from final
