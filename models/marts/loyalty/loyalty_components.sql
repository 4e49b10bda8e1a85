{#- Every component of the loyalty index; one that nothing is known of has no score, and its weight is shared by the others. So is
    that of a bonus that a customer has not earned. A dimension counts by a component that may stand alone: whoever brought a
    friend and never answered a survey has shown no attitude yet. -#}

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

month_starts as (

    select
        customer_id,
        n_active_months,
        cast({{ dbt.date_trunc('month', days_before('snapshot_date', 'cast(tenure_days as int)')) }} as date) as first_month,
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as last_month
    from snapshots

),

-- Between first days of months, as the engines count months differently where a month is shorter than the day.
months as (

    select
        customer_id,
        n_active_months,
        cast({{ dbt.datediff('first_month', 'last_month', 'month') }} as int) + 1 as n_months
    from month_starts

),

measured as (

    select
        snapshots.customer_id,
        snapshots.tenure_days as tenure,
        snapshots.n_orders_365d as repeat_purchase,
        {{ ten_thousandths('cast(months.n_active_months as double) / months.n_months * 10000') }} as active_months,
        tiers.tier_rank as tier,
        {{ mean_amount('loyalty.points_redeemed', 'greatest(cast(loyalty.points_earned as double), 0)') }} as points_use,
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
        weights.*,
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

scored as (

    select
        *,
        case
            when raw_value <= low_value then cast(0 as decimal(18, 4))
            when raw_value >= high_value then cast(1 as decimal(18, 4))
            else {{ ten_thousandths(
                'cast(raw_value - low_value as double) / cast(high_value - low_value as double) * 10000'
            ) }}
        end as score,
        raw_value is not null as is_known
    from long_values

),

heard as (

    select
        *,
        is_known and weight > 0 and not (is_bonus and score = 0) as is_heard
    from scored

),

final as (

    select
        customer_id,
        component,
        dimension,
        raw_value,
        unit,
        score,
        weight,
        is_sufficient,
        is_known,
        is_heard and bool_or(is_heard and is_sufficient) over (partition by customer_id, dimension) as is_counted
    from heard

)

select * from final
