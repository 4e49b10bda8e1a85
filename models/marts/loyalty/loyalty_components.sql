{#- Every component of the loyalty index; one that nothing is known of has no score, and its weight is shared by the others. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}
    where is_as_of and n_orders > 0

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

tiers as (

    select * from {{ ref('loyalty_tiers') }}

),

satisfaction as (

    select * from {{ ref('int_customer_satisfaction') }}

),

attitudes as (

    select * from {{ ref('int_customer_attitudes') }}

),

weights as (

    select * from {{ ref('loyalty_weights') }}

),

months as (

    select
        customer_id,
        n_active_months,
        cast({{ dbt.datediff(days_before('snapshot_date', 'cast(tenure_days as int)'), 'snapshot_date', 'month') }} as int) + 1
            as n_months
    from snapshots

),

measured as (

    select
        snapshots.customer_id,
        snapshots.tenure_days as tenure,
        snapshots.n_orders_365d as repeat_purchase,
        {{ ten_thousandths('cast(months.n_active_months as double) / months.n_months * 10000') }} as active_months,
        tiers.tier_rank as tier,
        {{ mean_amount('loyalty.points_redeemed', 'cast(loyalty.points_earned as double)') }} as points_use,
        satisfaction.nps_score as nps,
        attitudes.repurchase_score as repurchase,
        attitudes.n_referred as referral
    from snapshots
    inner join months on snapshots.customer_id = months.customer_id
    left join loyalty on snapshots.customer_id = loyalty.customer_id
    left join tiers on loyalty.loyalty_tier = tiers.tier
    left join satisfaction on snapshots.customer_id = satisfaction.customer_id
    left join attitudes on snapshots.customer_id = attitudes.customer_id

),

long_values as (

    select
        measured.customer_id,
        weights.component,
        weights.dimension,
        weights.unit,
        weights.weight,
        weights.low_value,
        weights.high_value,
        weights.is_sufficient,
        cast(case weights.component
            {% for component in [
                'tenure', 'repeat_purchase', 'active_months', 'tier', 'points_use', 'nps', 'repurchase', 'referral',
            ] %}
                when '{{ component }}' then cast(measured.{{ component }} as decimal(18, 4))
            {% endfor %}
        end as decimal(18, 4)) as raw_value
    from measured
    cross join weights

),

final as (

    select
        customer_id,
        component,
        dimension,
        raw_value,
        unit,
        case
            when raw_value <= low_value then cast(0 as decimal(18, 4))
            when raw_value >= high_value then cast(1 as decimal(18, 4))
            else {{ ten_thousandths(
                'cast(raw_value - low_value as double) / cast(high_value - low_value as double) * 10000'
            ) }}
        end as score,
        weight,
        is_sufficient,
        raw_value is not null as is_known
    from long_values

)

select * from final
