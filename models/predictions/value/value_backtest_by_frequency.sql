{#- The holdout by how often customers had bought again: do those of whom more is expected buy more? -#}

with backtest as (

    select * from {{ ref('value_backtest') }}

),

final as (

    select
        origin_date,
        cast(least(n_repeat_days, 7) as int) as repeat_days_group,
        cast(count(*) as bigint) as n_customers,
        cast(sum(n_purchases) as bigint) as n_purchases,
        cast(sum(n_purchases) as double) / count(*) as mean_purchases,
        cast(sum(cast(expected_purchases as decimal(30, 12))) as double) / nullif(count(expected_purchases), 0)
            as mean_expected_purchases,
        cast(sum(cast(baseline_purchases as decimal(30, 12))) as double) / nullif(count(baseline_purchases), 0)
            as mean_baseline_purchases
    from backtest
    group by origin_date, least(n_repeat_days, 7)

)

select * from final
