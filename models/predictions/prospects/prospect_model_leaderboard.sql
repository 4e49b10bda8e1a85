{#- Candidates side by side; which one is published, macro leaderboard says. -#}

with metrics as (

    select * from {{ ref('prospect_backtest_metrics') }}

),

{{ leaderboard(yardsticks=['unconstrained_boosted'], rule_prefix='rate_') }}

select * from final
