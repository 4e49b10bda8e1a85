{#- Candidates side by side; which one is published, macro leaderboard says. -#}

with metrics as (

    select * from {{ ref('prospect_backtest_metrics') }}

),

losses as (

    select
        candidate,
        origin_date,
        customer_id,
        -ln(greatest(
            case when is_converted = 1 then conversion_probability else 1 - conversion_probability end, 1e-15
        )) as log_loss
    from {{ ref('prospect_backtest') }}

),

{{ leaderboard(yardsticks=['unconstrained_boosted'], rule_prefix='rate_') }}

select * from final
