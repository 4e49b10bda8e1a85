{#- Cutoffs whose outcome is known and whose lookback lies whole within the data. -#}

with features as (

    select * from {{ ref('churn_features') }}
    where history_days >= {{ var('churn_lookback_days') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

order_days as (

    select
        customer_id,
        ordered_date
    from {{ ref('int_customer_days') }}
    where is_order_day

),

returned as (

    select distinct
        features.customer_id,
        features.snapshot_date
    from features
    inner join order_days
        on
            features.customer_id = order_days.customer_id
            and features.snapshot_date < order_days.ordered_date
            and {{ days_before('order_days.ordered_date', var('churn_horizon_days')) }} <= features.snapshot_date

),

final as (

    select
        features.customer_id,
        features.snapshot_date,
        {% for feature in churn_feature_names() %}
            features.{{ feature }},
        {% endfor %}
        case when returned.customer_id is null then 1 else 0 end as is_churned
    from features
    cross join as_of
    left join returned
        on features.customer_id = returned.customer_id and features.snapshot_date = returned.snapshot_date
    where features.snapshot_date <= {{ days_before('as_of.as_of_date', var('churn_horizon_days')) }}

)

select * from final
