-- Sums over the customers of the backtest.
with
told as (
    select origin_date, 'net_revenue' as measure, 'model' as method, net_revenue_amount as came, expected_amount as said
    from value_backtest
    union all
    select origin_date, 'net_revenue', 'plain_rule', net_revenue_amount, baseline_amount from value_backtest
    union all
    select origin_date, 'purchases', 'model', n_purchases, expected_purchases from value_backtest
    union all
    select origin_date, 'purchases', 'plain_rule', n_purchases, baseline_purchases from value_backtest
)
select
    measure,
    method,
    origin_date,
    count(*) as n_customers,
    sum(came)::double as actual_total,
    sum(said)::double as predicted_total,
    (sum(said) - sum(came)) / sum(came) as total_error_rate,
    avg(abs(said - came)) as mean_error
from told
group by all
order by measure, method
