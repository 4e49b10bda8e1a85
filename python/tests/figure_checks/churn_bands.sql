-- The bands of the seed asked for their customers; probabilities made anew from the log-odds.
select
    b.risk_band, b.min_probability, b.max_probability, count(p.customer_id) as n_customers,
    coalesce(sum(1 / (1 + exp(-p.churn_log_odds))), 0) as n_expected_churned
from config.churn_risk_bands as b
left join churn_predictions as p
    on p.churn_probability >= b.min_probability and (p.churn_probability < b.max_probability or b.max_probability = 1)
group by all
order by b.min_probability
