{#- Predicted against realised churn of the published candidate, by decile of probability, at each backtest origin. -#}

with published as (

    select backtest.*
    from {{ ref('churn_backtest') }} as backtest
    inner join {{ ref('churn_model_leaderboard') }} as leaderboard
        on backtest.candidate = leaderboard.candidate and leaderboard.is_published

),

deciles as (

    select
        *,
        cast(1 + floor(
            cast(10 as double) * (rank() over (partition by origin_date order by churn_probability) - 1)
            / count(*) over (partition by origin_date)
        ) as int) as decile
    from published

),

final as (

    select
        origin_date,
        decile,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned,
        cast(sum(is_churned) as double) / count(*) as churn_rate,
        {{ wilson_lower('sum(is_churned)', 'count(*)') }} as churn_rate_lower,
        {{ wilson_upper('sum(is_churned)', 'count(*)') }} as churn_rate_upper,
        cast(sum(cast(churn_probability as decimal(18, 12))) as double) / count(*) as mean_churn_probability
    from deciles
    group by origin_date, decile

)

select * from final
