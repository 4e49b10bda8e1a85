-- people: n_customers
-- hides: customer_rate
-- within: month_end_date
select
    score_drift_bands.snapshot_date as month_end_date,
    score_drift_bands.risk_band,
    score_drift_bands.n_customers,
    score_drift_bands.customer_rate
from score_drift_bands
inner join churn_bands on score_drift_bands.risk_band = churn_bands.risk_band
where score_drift_bands.model_name = 'churn'
qualify dense_rank() over (order by score_drift_bands.snapshot_date desc) <= 13
order by score_drift_bands.snapshot_date, churn_bands.min_probability
