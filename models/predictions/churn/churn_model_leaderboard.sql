{#- Candidates side by side, over all customers; which one is published, macro leaderboard says. -#}

with metrics as (

    select * from {{ ref('churn_backtest_metrics') }}
    where segment = 'all'

),

{{ leaderboard(yardsticks=['unconstrained_boosted', 'bg_nbd', 'inactivity_rule'], rule_prefix='inactiv') }}

select * from final
