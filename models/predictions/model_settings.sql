{#- The vars that the Python models read: Python sees tables only. -#}

with final as (

    select
        cast({{ var('churn_horizon_days') }} as int) as churn_horizon_days,
        cast({{ var('churn_lookback_days') }} as int) as churn_lookback_days,
        cast({{ var('churn_max_backtest_origins') }} as int) as churn_max_backtest_origins,
        cast({{ var('churn_min_training_rows') }} as int) as churn_min_training_rows,
        cast({{ var('churn_min_class_rows') }} as int) as churn_min_class_rows,
        cast({{ var('prospect_horizon_days') }} as int) as prospect_horizon_days,
        cast({{ var('max_training_rows') }} as int) as max_training_rows,
        cast({{ var('cluster_k_min') }} as int) as cluster_k_min,
        cast({{ var('cluster_k_max') }} as int) as cluster_k_max,
        cast({{ var('cluster_min_customers') }} as int) as cluster_min_customers,
        cast({{ var('forecast_weeks') }} as int) as forecast_weeks,
        cast({{ var('forecast_months') }} as int) as forecast_months,
        cast({{ var('forecast_max_origins') }} as int) as forecast_max_origins,
        cast({{ var('clv_horizon_days') }} as int) as clv_horizon_days,
        cast({{ var('clv_discount_rate') }} as double) as clv_discount_rate,
        cast({{ var('value_min_customers') }} as int) as value_min_customers

)

select * from final
