-- people: n_customers
-- hides: actual_total, predicted_total, total_error_rate, mean_error
select
    measure, method, origin_date, n_customers, actual_total, predicted_total, total_error_rate, mean_absolute_error as mean_error
from value_backtest_metrics
order by measure, method
