select
    period_kind, measure, candidate, mase, seasonal_naive_mase, 1 - mase / nullif(seasonal_naive_mase, 0) as gain_rate, coverage_rate
from demand_model_leaderboard
where is_published
order by period_kind, measure
