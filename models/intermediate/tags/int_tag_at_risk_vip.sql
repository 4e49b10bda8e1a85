{#- Customers of the best value tiers who are at risk of lapsing, since the day after their active limit. -#}

with stages as (

    select * from {{ ref('lifecycle_stages') }}
    where stage = 'at_risk'

),

customer_values as (

    select * from {{ ref('customer_value') }}

),

value_tiers as (

    select * from {{ ref('value_tiers') }}
    where is_vip

),

final as (

    select
        stages.customer_id,
        'at_risk_vip' as tag,
        value_tiers.value_tier as tag_value,
        {{ dbt.concat([
            'value_tiers.value_tier', "', net revenue '", amount_text('customer_values.net_revenue_amount'), "': '",
            count_text('stages.recency_days'), "' days since the last order, active up to '",
            count_text('floor(stages.active_limit_days)')
        ]) }} as reason,
        {{ days_before('stages.snapshot_date', 'cast(stages.recency_days - floor(stages.active_limit_days) - 1 as int)') }}
            as since_date
    from stages
    inner join customer_values on stages.customer_id = customer_values.customer_id
    inner join value_tiers on customer_values.value_tier = value_tiers.value_tier

)

select * from final
