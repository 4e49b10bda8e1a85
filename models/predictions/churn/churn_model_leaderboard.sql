{#- Candidates side by side, over all customers; which one is published, macro leaderboard says. -#}

with metrics as (

    select * from {{ ref('churn_backtest_metrics') }}
    where segment = 'all'

),

losses as (

    select
        candidate,
        origin_date,
        customer_id,
        -ln(greatest(case when is_churned = 1 then churn_probability else 1 - churn_probability end, 1e-15)) as log_loss
    from {{ ref('churn_backtest') }}

),

{{ leaderboard(yardsticks=['unconstrained_boosted', 'bg_nbd', 'inactivity_rule'], rule_prefix='inactiv') }}

select * from final
