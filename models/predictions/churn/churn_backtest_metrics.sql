{#- Quality of each candidate at each backtest origin. AUC from mid-ranks, so that equal probabilities count half.
    Losses are summed as decimals: sums of doubles depend on the order of the rows. A certain but wrong prediction
    costs -ln(1e-15), not infinity. -#}

with backtest as (

    select * from {{ ref('churn_backtest') }}

),

ranked as (

    select
        *,
        2 * rank() over (partition by candidate, origin_date order by churn_probability)
        + count(*) over (partition by candidate, origin_date, churn_probability) - 1 as twice_mid_rank,
        cast(-ln(greatest(
            case when is_churned = 1 then churn_probability else 1 - churn_probability end, 1e-15
        )) as decimal(18, 12)) as log_loss,
        cast(power(churn_probability - is_churned, 2) as decimal(18, 12)) as squared_error
    from backtest

),

totals as (

    select
        candidate,
        origin_date,
        is_selection_origin,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned,
        cast(sum(case when is_churned = 1 then twice_mid_rank else 0 end) as double) / 2 as churned_ranks,
        cast(sum(log_loss) as double) as log_loss,
        cast(sum(squared_error) as double) as squared_error,
        cast(sum(cast(churn_probability as decimal(18, 12))) as double) as expected_churned
    from ranked
    group by candidate, origin_date, is_selection_origin

),

final as (

    select
        candidate,
        origin_date,
        is_selection_origin,
        n_customers,
        n_churned,
        (churned_ranks - n_churned * (n_churned + 1) / 2.0)
        / nullif(cast(n_churned as double) * (n_customers - n_churned), 0) as auc,
        log_loss / n_customers as log_loss,
        squared_error / n_customers as brier_score,
        cast(n_churned as double) / n_customers as churn_rate,
        expected_churned / n_customers as mean_churn_probability
    from totals

)

select * from final
