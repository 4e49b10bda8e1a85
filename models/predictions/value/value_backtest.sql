{#- The holdout by customer: what the models, fitted on what was known one horizon before the as-of day, expected of that horizon,
    what came, and what the plain rule says: average so far x horizon x retention, over at least a month of age. -#}

with summaries as (

    select * from {{ ref('purchase_summaries') }}
    where not is_as_of

),

scores as (

    select * from {{ ref('value_backtest_scores') }}

),

baseline as (

    select * from {{ ref('value_backtest_baseline') }}

),

customer_days as (

    select * from {{ ref('int_customer_days') }}

),

facts as (

    select
        summaries.customer_id,
        count(case when customer_days.ordered_date > summaries.snapshot_date and customer_days.is_order_day then 1 end)
            as n_purchases,
        sum(case when customer_days.ordered_date > summaries.snapshot_date then customer_days.net_revenue_amount end) as amount,
        sum(case when customer_days.ordered_date <= summaries.snapshot_date then customer_days.net_revenue_amount end)
            as amount_before
    from summaries
    inner join customer_days on summaries.customer_id = customer_days.customer_id
    group by summaries.customer_id

),

final as (

    select
        summaries.customer_id,
        summaries.snapshot_date as origin_date,
        cast({{ var('clv_horizon_days') }} as int) as horizon_days,
        summaries.n_repeat_days,
        summaries.age_days,
        scores.alive_probability,
        scores.expected_purchases,
        cast(facts.n_purchases as bigint) as n_purchases,
        cast(summaries.n_repeat_days + 1 as double) / greatest(summaries.age_days, 30)
        * {{ var('clv_horizon_days') }} * baseline.retention_rate as baseline_purchases,
        try_cast(scores.expected_purchases * scores.expected_spend as decimal(18, 4)) as expected_amount,
        cast(coalesce(facts.amount, 0) as decimal(18, 4)) as net_revenue_amount,
        try_cast(
            cast(facts.amount_before as double) / greatest(summaries.age_days, 30)
            * {{ var('clv_horizon_days') }} * baseline.retention_rate as decimal(18, 4)
        ) as baseline_amount
    from summaries
    inner join facts on summaries.customer_id = facts.customer_id
    left join scores on summaries.customer_id = scores.customer_id
    left join baseline on summaries.snapshot_date = baseline.origin_date

)

select * from final
